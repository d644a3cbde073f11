// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.DueRuns;
import io.celeryroot.beat.ManualRuns;
import io.celeryroot.beat.SubmissionGate;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.QueueDepthCache;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.InFlightJobs;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.WorkerIdentity;
import io.celeryroot.worker.WorkerSetup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryroot} of the routes: cl.yaml and the connection to Redis of one Camel
 * context. The connection is made when it is first needed, so a process starts while Redis is away.
 * Thread-safe; closed with its context.
 */
public final class Celeryroot implements CamelContextAware, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.routes");

  /** Header of {@code quartz:}. */
  private static final String FIRED = "scheduledFireTime";

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
  private DueRuns dueRuns;

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

  synchronized DueRuns dueRuns() {
    if (dueRuns == null) {
      dueRuns = new DueRuns(config(), hostname(), redis(), listener(), spans());
    }
    return dueRuns;
  }

  RedisQueueProducer producer(RedisQueueEndpoint endpoint) {
    return endpoint.getRun().equals("due") ? dueProducer(endpoint) : manualProducer(endpoint);
  }

  private RedisQueueProducer dueProducer(RedisQueueEndpoint endpoint) {
    Schedule schedule = schedule(endpoint);
    DueRuns runs = dueRuns();
    List<Role> roles = roles(endpoint);
    return new RedisQueueProducer(
        endpoint,
        endpoint.getQueue(),
        runs.gate(schedule.name()),
        exchange -> fire(runs, schedule, exchange),
        depths(roles),
        isPaused -> roles.forEach(role -> listener().paused(role.name(), isPaused)));
  }

  private Optional<SubmittedRun> fire(DueRuns runs, Schedule schedule, Exchange exchange) {
    Date fired = exchange.getMessage().getHeader(FIRED, Date.class);
    Optional<SubmittedRun> run =
        Optional.ofNullable(fired).flatMap(at -> runs.fire(schedule, at.toInstant()));
    run.ifPresent(submitted -> outage().over());
    return run;
  }

  /** The schedule of a route, which must be aimed as cl.yaml says now. */
  private Schedule schedule(RedisQueueEndpoint endpoint) {
    Schedule schedule = config().schedules().get(String.valueOf(endpoint.getSchedule()));
    if (schedule == null || !schedule.targets().equals(endpoint.targetNames())) {
      throw new IllegalArgumentException(
          "schedule %s on %s is in the routes but not in cl.yaml; run cl generate-routes"
              .formatted(endpoint.getSchedule(), endpoint.getTargets()));
    }
    return schedule;
  }

  private RedisQueueProducer manualProducer(RedisQueueEndpoint endpoint) {
    Role role = role(endpoint);
    ManualRuns.Order order =
        new ManualRuns.Order(
            role.name(),
            Optional.ofNullable(endpoint.getTask()),
            Optional.ofNullable(endpoint.getSchedule()),
            Optional.ofNullable(endpoint.getRunOn())
                .map(text -> RunOn.valueOf(text.toUpperCase(Locale.ROOT))),
            endpoint.hostPatterns());
    ManualRuns runs = new ManualRuns(config(), hostname(), redis(), listener(), spans());
    SubmissionGate gate = new SubmissionGate();
    return new RedisQueueProducer(
        endpoint,
        endpoint.getQueue(),
        gate,
        exchange -> {
          if (gate.isHeld()) {
            throw new SubmissionPaused(endpoint.getQueue());
          }
          return Optional.of(gate.count(() -> runs.submit(order, values(exchange))));
        },
        depths(List.of(role)),
        isPaused -> listener().paused(role.name(), isPaused));
  }

  private static Map<String, Object> values(Exchange exchange) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (exchange.getMessage().getBody() instanceof Map<?, ?> map) {
      map.forEach((name, value) -> values.put(String.valueOf(name), value));
    }
    return values;
  }

  private QueueDepthCache depths(List<Role> roles) {
    return new QueueDepthCache(
        outage(),
        () ->
            roles.stream()
                .flatMap(role -> queues().depths(role.queue(), role.namedHosts()).stream())
                .toList());
  }

  RedisQueueConsumer consumer(RedisQueueEndpoint endpoint, Processor processor) {
    String host = endpoint.getHost();
    WorkerIdentity identity =
        new WorkerIdentity(
            worker(),
            host == null || host.isEmpty() ? hostname() : host,
            role(endpoint),
            endpoint.getQueue(),
            config().redis().maskedUrl());
    int slots =
        endpoint.getConcurrency() > 0
            ? endpoint.getConcurrency()
            : Runtime.getRuntime().availableProcessors();
    return new RedisQueueConsumer(
        endpoint,
        processor,
        identity,
        (threads, route) ->
            new RoleWorker(
                new WorkerSetup(
                    identity,
                    config(),
                    slots,
                    redis(),
                    attempts(),
                    outage(),
                    listener(),
                    spans(),
                    inFlight(),
                    threads),
                route),
        grace(),
        new QueueDepthCache(
            outage(), () -> identity.lists().stream().map(queues()::depth).toList()),
        isPaused -> listener().paused(identity.role().name(), isPaused));
  }

  private List<Role> roles(RedisQueueEndpoint endpoint) {
    return config().roles().values().stream()
        .filter(role -> endpoint.queues().contains(role.queue()))
        .toList();
  }

  private Role role(RedisQueueEndpoint endpoint) {
    String queue = endpoint.getQueue();
    String name = endpoint.getRole();
    return config().roles().values().stream()
        .filter(role -> name == null ? role.queue().equals(queue) : role.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "redis-queue:"
                        + queue
                        + (name == null
                            ? ": no role in cl.yaml has the queue " + queue
                            : ": no such role in cl.yaml: " + name)));
  }

  Heartbeats heartbeats() {
    return new Heartbeats(redis());
  }

  ScheduleStates schedules() {
    return new ScheduleStates(redis(), config().resultsKept());
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
      LOG.error("route {}: {}", exchange.getFromRouteId(), String.valueOf(failure), failure);
    }
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
