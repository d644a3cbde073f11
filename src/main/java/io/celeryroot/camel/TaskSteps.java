// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.Action;
import io.celeryroot.task.Programs;
import io.celeryroot.task.process.ProcessResult;
import io.celeryroot.worker.JobAttempt;
import io.celeryroot.worker.Outcomes;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The bean {@code celeryrootTasks}: the steps before and after {@code exec:} in task routes. */
public final class TaskSteps {

  /** Route step: prepares the program of an attempt, or the body for an endpoint. */
  public void prepare(Exchange exchange) {
    JobAttempt attempt = attempt(exchange);
    if (attempt.task().action() instanceof Action.To) {
      exchange.getMessage().setBody(new ParameterBody(attempt.values()));
      attempt.cancelBy(Thread.currentThread()::interrupt);
    } else {
      exchange.setProperty(
          ExchangeKeys.PROGRAM,
          Programs.of(attempt.task(), attempt.values(), attempt.environment()));
    }
  }

  /** Route step: reports how the attempt ended. */
  public void result(Exchange exchange) {
    JobAttempt attempt = attempt(exchange);
    ProcessResult result = exchange.getProperty(ExchangeKeys.RESULT, ProcessResult.class);
    attempt.outcome(
        result != null
            ? Outcomes.of(attempt, result)
            : Outcomes.taken(attempt, answer(exchange.getMessage())));
  }

  /** The endpoint's answer; empty if the body is still the one we gave it. */
  private static String answer(Message message) {
    Object body = message.getBody();
    String text =
        body == null || body instanceof ParameterBody ? null : message.getBody(String.class);
    return text == null ? "" : text;
  }

  private static JobAttempt attempt(Exchange exchange) {
    JobAttempt attempt = exchange.getProperty(ExchangeKeys.ATTEMPT, JobAttempt.class);
    if (attempt == null) {
      throw new IllegalStateException("a task route was called, but not by redis-queue:");
    }
    return attempt;
  }
}
