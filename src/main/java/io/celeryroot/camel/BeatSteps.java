// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.beat.ClockWatch;
import io.celeryroot.beat.PlannedRun;
import io.celeryroot.beat.RecentRuns;
import io.celeryroot.beat.Reconciler;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.cron.DueInstants;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TraceContext;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.monitor.Watchdog;
import io.celeryroot.queue.Expiry;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Recovery;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.redis.Isolated;
import io.celeryroot.task.RouteNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code celeryrootBeat}: what Beat's routes do besides waiting and queueing. Thread-safe.
 */
public final class BeatSteps {

  private static final String SCHEDULED = "scheduledFireTime";

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final Celeryroot celeryroot;
  private final RecentRuns submitted = new RecentRuns();
  private final Map<String, Schedule> byRoute = new ConcurrentHashMap<>();
  private final Map<String, Recovery> recoveries = new ConcurrentHashMap<>();
  private final AtomicBoolean isWatched = new AtomicBoolean();
  private final ClockWatch watch = new ClockWatch();
  private final TroubleCheck health = new TroubleCheck("beat", this::trouble);
  private volatile boolean hasBeaten;

  /** Without a look at all schedules, which is due once a minute. */
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(150));

  private ProducerTemplate template;

  public BeatSteps(Celeryroot celeryroot) {
    this.celeryroot = celeryroot;
    celeryroot.beforeClose(
        () -> {
          if (hasBeaten) {
            celeryroot.heartbeats().removeBeat(celeryroot.hostname());
          }
        });
  }

  /**
   * Route step: names the run that is due and puts it on record; ends the route when nothing is
   * due.
   *
   * @param route the schedule's name in routes
   */
  public void due(String route, Exchange exchange) {
    Schedule schedule = schedule(route);
    LogFields.of(schedule.name(), celeryroot.hostname()).during(() -> due(schedule, exchange));
  }

  private void due(Schedule schedule, Exchange exchange) {
    Optional<Instant> asked =
        Optional.ofNullable(exchange.getProperty(ExchangeKeys.DUE, Instant.class));
    Optional<Instant> due = asked.or(() -> dueByClock(schedule, exchange));
    Optional<PlannedRun> planned = due.flatMap(instant -> plan(schedule, instant));
    if (planned.isPresent()) {
      exchange.setProperty(ExchangeKeys.RUN, planned.get());
      begin(planned.get().request(), exchange);
      exchange.getMessage().setBody(planned.get().request().run());
    } else {
      exchange.setRouteStop(true);
    }
  }

  /** Lasts until the run is queued. */
  private void begin(RunRequest request, Exchange exchange) {
    OpenSpan span = celeryroot.spans().start("due", TraceContext.traceId(request.run()));
    span.set("celeryroot.run", request.run());
    span.set("celeryroot.schedule", request.schedule().orElse(""));
    span.set("celeryroot.due", request.due().map(Instant::toString).orElse(""));
    span.set("celeryroot.host", celeryroot.hostname());
    span.context().ifPresent(trace -> exchange.setProperty(ExchangeKeys.TRACE, trace));
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onFailure(Exchange failed) {
                span.failed("not queued; see the log");
              }

              @Override
              public void onDone(Exchange done) {
                super.onDone(done);
                span.close();
              }
            });
  }

  private Schedule schedule(String route) {
    return byRoute.computeIfAbsent(
        route,
        name ->
            celeryroot.config().schedules().values().stream()
                .filter(schedule -> RouteNames.of(schedule.name()).equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "schedule "
                                + name
                                + " is in the routes but not in cl.yaml; run cl generate-routes")));
  }

  /** What Quartz fired, if it is due; Quartz alone is wrong at time changes. */
  private Optional<Instant> dueByClock(Schedule schedule, Exchange exchange) {
    Date fired = exchange.getMessage().getHeader(SCHEDULED, Date.class);
    if (fired == null || !schedule.enabled()) {
      return Optional.empty();
    }
    Instant due = fired.toInstant().truncatedTo(ChronoUnit.SECONDS);
    boolean isOurs =
        DueInstants.isDue(schedule.cron(), schedule.zone(), due)
            && !submitted.contains(RunIds.due(schedule.name(), due))
            && !celeryroot.schedules().read(schedule.name()).isPaused();
    return isOurs ? Optional.of(due) : Optional.empty();
  }

  private Optional<PlannedRun> plan(Schedule schedule, Instant due) {
    TargetResolution resolution =
        Targets.resolve(
            celeryroot.config(),
            schedule.targets(),
            schedule.runOn(),
            schedule.task(),
            knownHosts());
    resolution
        .problems()
        .forEach(
            problem ->
                LOG.warn(
                    "schedule {}: target {}: {}",
                    schedule.name(),
                    problem.target(),
                    problem.message()));
    ScheduleStates states = celeryroot.schedules();
    boolean hasTargets = !resolution.targets().isEmpty();
    DueDecision fate =
        (hasTargets
                ? states.decideRun(schedule.name(), Set.of(due))
                : states.decideMissed(schedule.name(), Set.of(due)))
            .get(due);
    String run = RunIds.due(schedule.name(), due);
    if (fate == DueDecision.MISSED) {
      // Also what another Beat decided, which may have died before it put that on record.
      states.recordMissed(schedule.name(), Set.of(due));
      submitted.add(run);
      return Optional.empty();
    }
    if (!hasTargets
        || (fate == DueDecision.OVER && new RunRecords(celeryroot.redis()).find(run).isEmpty())) {
      return Optional.empty();
    }
    RunRequest request = request(schedule, due, resolution);
    return Optional.of(new PlannedRun(request, celeryroot.submission().record(request)));
  }

  private Set<KnownHost> knownHosts() {
    boolean hasGlobs =
        celeryroot.config().roles().values().stream()
            .flatMap(role -> role.hostnames().stream())
            .anyMatch(Glob::isGlob);
    return hasGlobs ? celeryroot.heartbeats().knownHosts() : Set.of();
  }

  private RunRequest request(Schedule schedule, Instant due, TargetResolution resolution) {
    TaskDefinition task =
        celeryroot
            .config()
            .task(schedule.task())
            .orElseThrow(() -> new IllegalStateException("no task " + schedule.task()));
    return RunRequest.due(
        schedule, task, due, resolution.targets(), "beat@" + celeryroot.hostname());
  }

  /** Route step: everything is in its queue, which is put on record. */
  public void submitted(Exchange exchange) {
    PlannedRun planned = exchange.getProperty(ExchangeKeys.RUN, PlannedRun.class);
    Optional<TraceContext> trace =
        Optional.ofNullable(exchange.getProperty(ExchangeKeys.TRACE, TraceContext.class));
    LogFields.of(planned.request(), celeryroot.hostname()).during(() -> submitted(planned, trace));
  }

  private void submitted(PlannedRun planned, Optional<TraceContext> trace) {
    // A record of another Beat may name targets that these routes do not have a step for.
    planned.left().forEach(job -> planned.enqueue(job, celeryroot.submission(), trace));
    String run = planned.record().id();
    RunRequest request = planned.request();
    CrashPoint.RUN_ENQUEUED.pass();
    boolean isFirst =
        celeryroot
            .schedules()
            .recordDue(request.schedule().orElseThrow(), request.due().orElseThrow(), run);
    CrashPoint.DUE_RECORDED.pass();
    submitted.add(run);
    if (isFirst) {
      LOG.info(
          "run {}: jobs={} queued={} waiting={} skipped={}",
          run,
          planned.record().jobs().size(),
          planned.count(Enqueued.QUEUED),
          planned.count(Enqueued.HELD),
          planned.count(Enqueued.SKIPPED));
      celeryroot.listener().submitted(planned.record());
    }
    celeryroot.outage().over();
  }

  /** Route step: runs or records what was due and did not run; ends waiting jobs that expired. */
  public synchronized void reconcile() {
    reconciler().reconcile(celeryroot.config().schedules().values());
    watchdog.seen();
    Set<KnownHost> known = knownHosts();
    for (Role role : celeryroot.config().roles().values()) {
      apart(() -> expire(role, known));
    }
    apart(celeryroot.heartbeats()::prune);
    celeryroot.outage().answered();
  }

  private Reconciler reconciler() {
    return new Reconciler(
        celeryroot.clock(),
        submitted,
        celeryroot.schedules(),
        new RunRecords(celeryroot.redis()),
        this::submit,
        celeryroot.outage()::failed);
  }

  /** A key that somebody else wrote stops nothing but what it is of. */
  private void apart(Runnable part) {
    Isolated.run(part, celeryroot.outage()::failed);
  }

  private void expire(Role role, Set<KnownHost> known) {
    Expiry expiry = new Expiry(celeryroot.redis(), celeryroot.attempts());
    Stream.concat(
            Stream.of(Optional.<String>empty()), hosts(role, known).distinct().map(Optional::of))
        .map(host -> new Target(role.name(), role.queue(), host))
        .forEach(target -> expire(expiry, target));
  }

  /** Those that may have a list: of the file, with a worker, or given a job by name. */
  private Stream<String> hosts(Role role, Set<KnownHost> known) {
    Stream<String> named = role.hostnames().stream().filter(host -> !Glob.isGlob(host));
    Stream<String> seen =
        known.stream()
            .filter(host -> host.roles().contains(role.name()))
            .map(KnownHost::name)
            .filter(Target::isHostName);
    JobQueues queues = celeryroot.queues();
    Stream<String> addressed =
        Isolated.get(() -> queues.addressed(role.queue()), celeryroot.outage()::failed)
            .orElse(List.of())
            .stream();
    return Stream.of(named, seen, addressed).flatMap(names -> names);
  }

  /** Who waited for the place of an expired job may have expired too. */
  private static void expire(Expiry expiry, Target target) {
    int ended;
    do {
      ended = expiry.expire(target);
    } while (ended > 0);
  }

  /** Route step: takes over from dead workers, none of whose role may be alive. */
  public void recover() {
    for (Role role : celeryroot.config().roles().values()) {
      recovery(role).sweep();
    }
  }

  /** Only of a context that is a Beat, which is known when its first heartbeat is due. */
  private void watchHealth() {
    if (isWatched.compareAndSet(false, true)) {
      watchdog.seen();
      health.register(celeryroot.getCamelContext());
    }
  }

  private Optional<String> trouble() {
    return celeryroot
        .outage()
        .reason()
        .map("Redis does not answer: "::concat)
        .or(() -> watchdog.trouble("no look at the schedules"));
  }

  /** Kept: it remembers since when a worker has been dead. */
  private Recovery recovery(Role role) {
    return recoveries.computeIfAbsent(
        role.name(),
        name -> new Recovery(celeryroot.redis(), celeryroot.attempts(), name, role.queue()));
  }

  private boolean submit(Schedule schedule, Instant due) {
    template()
        .send(
            "direct:beat." + RouteNames.of(schedule.name()),
            exchange -> exchange.setProperty(ExchangeKeys.DUE, due));
    return submitted.contains(RunIds.due(schedule.name(), due));
  }

  private synchronized ProducerTemplate template() {
    if (template == null) {
      template = celeryroot.getCamelContext().createProducerTemplate();
    }
    return template;
  }

  /**
   * Route step: prepares the heartbeat; after an outage of Redis or a jump of the wall clock it
   * also reconciles at once.
   */
  public void heartbeat(Exchange exchange) {
    watchHealth();
    boolean wasAway = celeryroot.outage().since().isPresent();
    boolean hasJumped = watch.hasJumped(celeryroot.clock().instant(), System.nanoTime());
    if (hasJumped) {
      LOG.warn(
          "the wall clock has jumped to {}; looking again at all schedules",
          celeryroot.clock().instant());
      QuartzTriggers.rearm(celeryroot.getCamelContext());
    }
    HeartbeatMessage message = HeartbeatMessage.ofBeat(celeryroot, submitted.count());
    message.to(exchange);
    hasBeaten = true;
    celeryroot.outage().answered();
    if (wasAway) {
      celeryroot.heartbeats().putBeat(message.heartbeat());
      celeryroot.outage().over();
    }
    if (wasAway || hasJumped) {
      reconcile();
    }
  }
}
