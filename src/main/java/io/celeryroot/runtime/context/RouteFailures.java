// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import io.celeryroot.camel.TaskSteps;
import io.celeryroot.task.Secrets;
import io.celeryroot.text.FailureText;
import io.celeryroot.worker.JobAttempt;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of routes of the user, each in one line: the route, the job, the reason. The
 * trace follows at level debug. Thread-safe.
 *
 * <p>Camel asks its logger for a line about a failure without saying of which route. So the failure
 * is noted when it happens, by the same thread.
 */
final class RouteFailures extends CamelLogger implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.routes");

  /** Property of an exchange: the failure that its route dealt with. */
  private static final String SEEN = "celeryrootFailureSeen";

  private static final ThreadLocal<Failed> LAST = new ThreadLocal<>();

  private record Failed(String exchange, String where, UnaryOperator<String> mask) {}

  RouteFailures() {
    super(LOG, LoggingLevel.ERROR);
  }

  /** Notes a failure, before the route handles it or gives up. */
  @Override
  public void process(Exchange exchange) {
    exchange.setProperty(SEEN, exchange.getProperty(Exchange.EXCEPTION_CAUGHT));
    Optional<JobAttempt> attempt = TaskSteps.find(exchange);
    Optional<Secrets> secrets = attempt.map(JobAttempt::secrets);
    LAST.set(
        new Failed(
            exchange.getExchangeId(),
            where(exchange, attempt),
            text -> secrets.map(of -> of.mask(text)).orElse(text)));
  }

  /** Logs a failure that no route handled. */
  @Override
  public void log(String message, Throwable failure, LoggingLevel level) {
    Failed failed = LAST.get();
    boolean isKnown = failed != null && message.contains(failed.exchange());
    String reason = reason(failure);
    String line = isKnown ? failed.where() + ": failed: " + failed.mask().apply(reason) : reason;
    write(level, line, failure);
  }

  @Override
  public void log(String message, Throwable failure) {
    log(message, failure, LoggingLevel.ERROR);
  }

  /** Returns what logs the failures of what begins a route. */
  ExceptionHandler of(String route) {
    return new Beginning(route);
  }

  /** Failures of what begins a route: of a look for messages, or of the route itself. */
  private record Beginning(String route) implements ExceptionHandler {

    @Override
    public void handleException(Throwable failure) {
      handleException(null, null, failure);
    }

    @Override
    public void handleException(String message, Throwable failure) {
      handleException(message, null, failure);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable failure) {
      Object seen = exchange == null ? null : exchange.getProperty(SEEN);
      boolean isTold = FailureText.causes(failure).anyMatch(cause -> cause == seen);
      if (!isTold) {
        String what = message == null ? "" : FailureText.shown(message) + ": ";
        write(LoggingLevel.WARN, "route " + route + ": " + what + reason(failure), failure);
      }
    }
  }

  private static String where(Exchange exchange, Optional<JobAttempt> attempt) {
    return "route "
        + ExchangeHelper.getAtRouteId(exchange)
        + attempt.map(of -> ": job " + of.job().id()).orElse("");
  }

  private static String reason(Throwable failure) {
    return failure == null ? "no reason given" : FailureText.reason(failure);
  }

  private static void write(LoggingLevel level, String line, Throwable failure) {
    log(LOG, level, line, LOG.isDebugEnabled() ? failure : null);
  }
}
