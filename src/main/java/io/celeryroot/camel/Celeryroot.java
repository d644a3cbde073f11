// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.PlannedRun;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.TaskRules;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.InFlightJobs;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryroot} of the routes: cl.yaml and the connection to Redis of one Camel
 * context. The connection is made when it is first needed, so a process starts while Redis is away.
 * Thread-safe; closed with its context.
 */
public final class Celeryroot implements CamelContextAware, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.routes");

  private final String configFile;
  private final Instant started = Instant.now();
  private final InFlightJobs inFlight = new InFlightJobs();
  private final List<Runnable> farewells = new CopyOnWriteArrayList<>();
  private CamelContext camelContext;
  private ClConfig config;
  private RedisAvailability outage;
  private EngineListener listener;
  private Spans spans;
  private InstantSource clock;
  private Redis redis;
  private Attempts attempts;

  /**
   * @param configFile cl.yaml; not read when the process that started Camel has put a {@link
   *     ClConfig} into the registry
   */
  public Celeryroot(String configFile) {
    this.configFile = configFile;
  }

  /** The bean of a context, which generated routes declare. */
  static Celeryroot of(CamelContext context) {
    Celeryroot bean = context.getRegistry().findSingleByType(Celeryroot.class);
    if (bean == null) {
      throw new IllegalStateException(
          "no bean of type " + Celeryroot.class.getName() + "; load celeryroot.camel.yaml too");
    }
    return bean;
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  /** cl.yaml, read once. */
  public synchronized ClConfig config() {
    if (config == null) {
      config = registered(ClConfig.class).orElseGet(this::read);
    }
    return config;
  }

  private ClConfig read() {
    ReadResult result =
        ConfigReader.read(
            Path.of(configFile),
            System.getenv(),
            property("celeryroot.environment").filter(name -> !name.isEmpty()));
    return result
        .config()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    result.problems().stream()
                        .map(Celeryroot::oneLine)
                        .collect(Collectors.joining("\n"))));
  }

  private static String oneLine(Problem problem) {
    return problem.source() + ": " + problem.path() + ": " + problem.message();
  }

  synchronized RedisAvailability outage() {
    if (outage == null) {
      outage =
          registered(RedisAvailability.class)
              .orElseGet(() -> new RedisAvailability(InstantSource.system()));
    }
    return outage;
  }

  synchronized EngineListener listener() {
    if (listener == null) {
      listener = registered(EngineListener.class).orElse(EngineListener.NONE);
    }
    return listener;
  }

  synchronized Spans spans() {
    if (spans == null) {
      spans = registered(Spans.class).orElse(Spans.NONE);
    }
    return spans;
  }

  /** The wall clock, which may jump. */
  synchronized InstantSource clock() {
    if (clock == null) {
      clock = registered(InstantSource.class).orElseGet(InstantSource::system);
    }
    return clock;
  }

  /** Jobs of all workers of this context. */
  InFlightJobs inFlight() {
    return inFlight;
  }

  /** When this context was made. */
  Instant started() {
    return started;
  }

  /** The one client of this context; it connects when it is first used. */
  synchronized Redis redis() {
    if (redis == null) {
      redis = Redis.lazily(config().redis());
    }
    return redis;
  }

  synchronized Attempts attempts() {
    if (attempts == null) {
      attempts =
          new Attempts(
              redis(),
              TaskRules.of(config()),
              config().resultsKept(),
              outage()::failed,
              listener()::settled);
    }
    return attempts;
  }

  Heartbeats heartbeats() {
    return new Heartbeats(redis());
  }

  ScheduleStates schedules() {
    return new ScheduleStates(redis(), config().resultsKept());
  }

  Submission submission() {
    return new Submission(redis(), config().resultsKept(), listener()::settled);
  }

  JobQueues queues() {
    return new JobQueues(redis(), config().resultsKept());
  }

  /** Who we are on this host, from {@code celeryroot.hostname} or the machine's name. */
  String hostname() {
    return property("celeryroot.hostname").filter(name -> !name.isEmpty()).orElseGet(this::machine);
  }

  /** The name of the worker: its host, unless one host has several. */
  String worker() {
    return property("celeryroot.worker").filter(name -> !name.isEmpty()).orElseGet(this::hostname);
  }

  /** How long running jobs may go on after a stop was asked for. */
  Duration grace() {
    return property("celeryroot.graceMillis")
        .map(Long::parseLong)
        .map(Duration::ofMillis)
        .orElse(Duration.ofSeconds(30));
  }

  private String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private Optional<String> property(String name) {
    return camelContext.getPropertiesComponent().resolveProperty(name);
  }

  private <T> Optional<T> registered(Class<T> type) {
    return Optional.ofNullable(camelContext.getRegistry().findSingleByType(type));
  }

  /**
   * Route step: a failure that will be made good later, by the next heartbeat or reconciliation.
   */
  public void failed(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Optional<QueueUnavailable> unavailable = RedisFailures.from(failure, config().redis());
    if (unavailable.isPresent()) {
      outage().failed(unavailable.get());
    } else if (failure instanceof SubmissionPaused) {
      LOG.debug("route {}: {}", exchange.getFromRouteId(), failure.getMessage());
    } else {
      fields(exchange, hostname())
          .during(
              () ->
                  LOG.error(
                      "route {}: {}", exchange.getFromRouteId(), String.valueOf(failure), failure));
    }
  }

  /** The log fields of a route of Beat, which may have a run by now. */
  private static LogFields fields(Exchange exchange, String host) {
    PlannedRun planned = exchange.getProperty(ExchangeKeys.RUN, PlannedRun.class);
    return planned == null ? LogFields.none() : LogFields.of(planned.request(), host);
  }

  /** Has something done before the connection is closed, if Redis was ever reached. */
  void beforeClose(Runnable farewell) {
    farewells.add(farewell);
  }

  /** Says farewell and closes the connection. */
  @Override
  public synchronized void close() {
    if (redis == null || !redis.isConnected()) {
      return;
    }
    try {
      farewells.forEach(Runnable::run);
    } catch (QueueUnavailable e) {
      outage().failed(e);
    }
    redis.close();
  }
}
