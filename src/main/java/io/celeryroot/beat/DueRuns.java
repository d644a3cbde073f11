// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TraceContext;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.schedule.ScheduleStates.Decided;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns due instants of schedules into runs whose jobs are in their queues. The clock and the
 * reconciler of any number of Beats may ask for the same due instant: it becomes one run.
 * Thread-safe.
 */
public final class DueRuns {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final String host;
  private final ScheduleStates schedules;
  private final Submission submission;
  private final RunRecords records;
  private final Heartbeats heartbeats;
  private final FailurePauses pauses;
  private final EngineListener listener;
  private final Spans spans;
  private final RecentRuns submitted = new RecentRuns();
  private final Map<String, SubmissionGate> gates = new ConcurrentHashMap<>();

  /**
   * @param host of this Beat
   * @param redis stays the caller's; is connected when it is first used
   */
  public DueRuns(ClConfig config, String host, Redis redis, EngineListener listener, Spans spans) {
    this.config = config;
    this.host = host;
    this.schedules = new ScheduleStates(redis, config.resultsKept());
    this.submission = new Submission(redis, config.resultsKept(), listener::settled);
    this.records = new RunRecords(redis);
    this.heartbeats = new Heartbeats(redis);
    this.pauses = new FailurePauses(schedules, records, new Results(redis));
    this.listener = listener;
    this.spans = spans;
  }

  /**
   * Submits the run of a clock that has fired. Checks again that the schedule is due, because the
   * clock may be wrong at time changes.
   *
   * @return the run; empty: not due, paused, missed, held back, or submitted before by this Beat
   */
  public Optional<SubmittedRun> fire(Schedule schedule, Instant fired) {
    Instant due = fired.truncatedTo(ChronoUnit.SECONDS);
    boolean isDue =
        schedule.enabled() && schedule.timetable().isDue(due) && !isSubmitted(schedule, due);
    return isDue && !pauses.pause(schedule) ? submit(schedule, due, true) : Optional.empty();
  }

  /** Pauses a schedule whose runs fail again and again; returns true if it is paused for that. */
  boolean pauseAfterFailures(Schedule schedule) {
    return pauses.pause(schedule);
  }

  /**
   * Submits the run of a due instant, even if its schedule has been paused since.
   *
   * @return true if nothing is left to do for it
   */
  public boolean submit(Schedule schedule, Instant due) {
    submit(schedule, due, false);
    return isSubmitted(schedule, due);
  }

  /** Returns true if this Beat knows that nothing is left to do for a due instant. */
  boolean isSubmitted(Schedule schedule, Instant due) {
    return submitted.contains(RunIds.due(schedule.name(), due));
  }

  private Optional<SubmittedRun> submit(Schedule schedule, Instant due, boolean unlessPaused) {
    LogFields fields = LogFields.of(schedule.name(), host);
    try (fields) {
      TargetResolution resolution = resolve(schedule);
      boolean hasTargets = !resolution.targets().isEmpty();
      Decided decided = schedules.decide(schedule.name(), due, hasTargets, unlessPaused);
      if (decided.decision() == DueDecision.MISSED) {
        // Another Beat may have decided this and died before it recorded it.
        schedules.recordMissed(schedule.name(), Set.of(due));
        submitted.add(RunIds.due(schedule.name(), due));
      }
      SubmissionGate gate = gate(schedule.name());
      if (!hasTargets || gate.isHeld() || !mayRun(schedule, due, decided.decision())) {
        return Optional.empty();
      }
      RunRequest request = request(schedule, due, resolution);
      return Optional.of(gate.count(() -> enqueue(request, decided.at(), closed(schedule, due))));
    }
  }

  private boolean mayRun(Schedule schedule, Instant due, DueDecision decision) {
    return switch (decision) {
      case RUN -> true;
      case OVER -> records.find(RunIds.due(schedule.name(), due)).isPresent();
      case MISSED, OPEN, PAUSED -> false;
    };
  }

  private TargetResolution resolve(Schedule schedule) {
    TargetResolution resolution =
        Targets.resolve(
            config, schedule.targets(), schedule.runOn(), schedule.task(), knownHosts());
    resolution
        .problems()
        .forEach(
            problem ->
                LOG.warn(
                    "schedule {}: target {}: {}",
                    schedule.name(),
                    problem.target(),
                    problem.message()));
    return resolution;
  }

  /** Hosts of which a worker was seen. Asks Redis only if a role has globs. */
  public Set<KnownHost> knownHosts() {
    boolean hasGlobs =
        config.roles().values().stream()
            .flatMap(role -> role.hostnames().stream())
            .anyMatch(Glob::isGlob);
    return hasGlobs ? heartbeats.knownHosts() : Set.of();
  }

  private RunRequest request(Schedule schedule, Instant due, TargetResolution resolution) {
    TaskDefinition task =
        config
            .task(schedule.task())
            .orElseThrow(() -> new IllegalStateException("no task " + schedule.task()));
    return RunRequest.due(schedule, task, due, resolution.targets(), "beat@" + host);
  }

  /** The reason why no job may start on a target, by the calendars of schedule and role. */
  private Function<Target, Optional<String>> closed(Schedule schedule, Instant due) {
    Optional<String> everywhere = schedule.openTimes().closedBy(due);
    return target ->
        everywhere.or(
            () ->
                Optional.ofNullable(config.roles().get(target.role()))
                    .flatMap(role -> role.openTimes().closedBy(due)));
  }

  private SubmittedRun enqueue(
      RunRequest request, Instant now, Function<Target, Optional<String>> closed) {
    LogFields fields = LogFields.of(request, host);
    try (fields;
        OpenSpan span = spans.start("due", TraceContext.traceId(request.run()))) {
      span.set("celeryroot.run", request.run());
      span.set("celeryroot.schedule", request.schedule().orElse(""));
      span.set("celeryroot.due", request.due().map(Instant::toString).orElse(""));
      span.set("celeryroot.host", host);
      try (OpenSpan enqueue = spans.start("enqueue", span.context())) {
        SubmittedRun run = submission.submit(request.within(enqueue.context()), now, closed);
        return recorded(request, run);
      } catch (RuntimeException e) {
        span.failed("not queued; see the log");
        throw e;
      }
    }
  }

  private SubmittedRun recorded(RunRequest request, SubmittedRun run) {
    String id = run.run().id();
    boolean isFirst =
        schedules.recordDue(request.schedule().orElseThrow(), request.due().orElseThrow(), id);
    submitted.add(id);
    if (isFirst) {
      Collection<Enqueued> jobs = run.jobs().values();
      LOG.info(
          "run {}: jobs={} queued={} waiting={} skipped={}",
          id,
          jobs.size(),
          count(jobs, Enqueued.QUEUED),
          count(jobs, Enqueued.HELD),
          count(jobs, Enqueued.SKIPPED));
      listener.submitted(run.run());
    }
    return run;
  }

  private static long count(Collection<Enqueued> jobs, Enqueued what) {
    return jobs.stream().filter(what::equals).count();
  }

  /** Number of runs that this Beat has completed. */
  public long count() {
    return submitted.count();
  }

  /** Gate of a schedule; runs that it holds back are enqueued afterwards. */
  public SubmissionGate gate(String schedule) {
    return gates.computeIfAbsent(schedule, name -> new SubmissionGate());
  }
}
