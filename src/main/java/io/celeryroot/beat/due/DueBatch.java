// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.schedule.Decided;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps by which the schedules of one due instant become runs, each step in one go for all of them:
 * decide, record, enqueue, record that it is done. May be repeated after a failure at any step.
 * Thread-safe.
 */
final class DueBatch {

  /** Number of jobs of a batch, unless a single run has more; batches may travel side by side. */
  private static final int MOST_JOBS = 250;

  private static final TargetResolution NO_TARGETS = new TargetResolution(List.of(), List.of());

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final String host;
  private final ScheduleStates schedules;
  private final DueDecisions decisions;
  private final RunRecords records;
  private final Submission submission;
  private final OtherFiles otherFiles;
  private final Closures closures;
  private final Supplier<Set<KnownHost>> knownHosts;
  private final Spans spans;
  private final Consumer<String> onForeign;

  /**
   * @param host of this Beat
   * @param knownHosts asks for the hosts of which a worker was seen
   * @param onForeign is told of what nobody of ours writes
   */
  DueBatch(
      ClConfig config,
      String host,
      ScheduleStates schedules,
      DueDecisions decisions,
      RunRecords records,
      Submission submission,
      Closures closures,
      Supplier<Set<KnownHost>> knownHosts,
      Spans spans,
      Consumer<String> onForeign) {
    this.config = config;
    this.host = host;
    this.schedules = schedules;
    this.decisions = decisions;
    this.records = records;
    this.submission = submission;
    this.otherFiles = new OtherFiles(host);
    this.closures = closures;
    this.knownHosts = knownHosts;
    this.spans = spans;
    this.onForeign = onForeign;
  }

  /** Schedules of one aim go to the same hosts. */
  private record Aim(List<String> targets, Optional<RunOn> runOn, String task) {}

  /** A schedule with its targets; the steps of a workflow look for theirs when they begin. */
  record Aimed(Schedule schedule, TargetResolution resolution) {

    int jobs() {
      return resolution.targets().size();
    }

    boolean isWorkflow() {
      return schedule.workflow().isPresent();
    }

    boolean hasTargets() {
      return isWorkflow() || jobs() > 0;
    }
  }

  /** Resolves the targets of schedules, and divides them into batches of not too many jobs. */
  List<List<Aimed>> of(Collection<Schedule> due) {
    if (due.isEmpty()) {
      return List.of();
    }
    Set<KnownHost> known = knownHosts.get();
    Map<Aim, TargetResolution> resolutions = new HashMap<>();
    List<List<Aimed>> batches = new ArrayList<>();
    List<Aimed> batch = new ArrayList<>();
    int jobs = 0;
    for (Schedule schedule : due) {
      TargetResolution resolution =
          schedule.workflow().isPresent()
              ? NO_TARGETS
              : resolutions.computeIfAbsent(
                  new Aim(schedule.targets(), schedule.runOn(), schedule.task()),
                  aim -> Targets.resolve(config, aim.targets(), aim.runOn(), aim.task(), known));
      warn(schedule, resolution);
      Aimed aimed = new Aimed(schedule, resolution);
      if (!batch.isEmpty() && jobs + aimed.jobs() > MOST_JOBS) {
        batches.add(batch);
        batch = new ArrayList<>();
        jobs = 0;
      }
      batch.add(aimed);
      jobs += aimed.jobs();
    }
    batches.add(batch);
    return batches;
  }

  private void warn(Schedule schedule, TargetResolution resolution) {
    if (resolution.isValid()) {
      return;
    }
    LogFields.of(schedule.name(), host)
        .during(
            () ->
                resolution
                    .problems()
                    .forEach(
                        problem ->
                            LOG.warn(
                                "schedule {}: target {}: {}",
                                schedule.name(),
                                problem.target(),
                                problem.message())));
  }

  /**
   * Decides for all that they run, or are missed for want of a target, unless it was decided
   * before.
   *
   * @param unlessPaused true: nothing is decided for a schedule while it is paused
   */
  Map<String, Decided> decide(List<Aimed> batch, Instant due, boolean unlessPaused) {
    Map<String, Boolean> mayRun = new LinkedHashMap<>();
    batch.forEach(aimed -> mayRun.put(aimed.schedule().name(), aimed.hasTargets()));
    return decisions.decide(mayRun, due, unlessPaused);
  }

  /** Returns true if a due instant becomes a run, or has become one. */
  boolean mayRun(Schedule schedule, Instant due, DueDecision decision) {
    return switch (decision) {
      case RUN -> true;
      case OVER -> records.find(RunIds.due(schedule.name(), due)).isPresent();
      case MISSED, OPEN, PAUSED -> false;
    };
  }

  /**
   * Runs whose jobs are in their queues.
   *
   * @param runs in the order of the batch; without those that are left to another Beat
   * @param first schedules whose newest due instant this is, for the first time
   */
  record Done(List<SubmittedRun> runs, Set<String> first) {}

  /**
   * Puts the jobs of runs into their queues and records their due instant.
   *
   * @param batch not empty, and without workflows
   * @param decided by schedule, that it runs
   */
  Done enqueue(List<Aimed> batch, Instant due, Map<String, Decided> decided) {
    List<OpenSpan> open = new ArrayList<>();
    List<RunRequest> requests = new ArrayList<>();
    try {
      for (Aimed aimed : batch) {
        RunRequest request = request(aimed, due);
        OpenSpan span = spans.start("due", TraceContext.traceId(request.run()));
        open.add(span);
        describe(span, request);
        OpenSpan enqueue = spans.start("enqueue", span.context());
        open.add(enqueue);
        requests.add(request.within(enqueue.context()));
      }
      List<SubmittedRun> submitted =
          submission.submit(
              requests,
              Objects.requireNonNull(decided.get(batch.get(0).schedule().name())).at(),
              this::closed,
              run -> decided.get(run.schedule().orElseThrow()).isFirst());
      for (int i = 0; i < batch.size(); i++) {
        tellLeftOut(batch.get(i), submitted.get(i).run());
      }
      List<SubmittedRun> runs = submitted.stream().filter(run -> !run.isLeft()).toList();
      Map<String, String> ids = new LinkedHashMap<>();
      runs.forEach(run -> ids.put(run.run().schedule().orElseThrow(), run.run().id()));
      return new Done(runs, ids.isEmpty() ? Set.of() : schedules.recordDue(ids, due));
    } catch (RuntimeException e) {
      open.forEach(span -> span.failed("not queued; see the log"));
      throw e;
    } finally {
      for (int i = open.size() - 1; i >= 0; i--) {
        open.get(i).close();
      }
    }
  }

  /**
   * Tells of targets without a job, because the record of the run was there before. Hosts that only
   * a glob matches are seen by one Beat before the other.
   */
  private void tellLeftOut(Aimed aimed, RunRecord run) {
    Set<Target> recorded = run.jobs().stream().map(RunJob::target).collect(Collectors.toSet());
    List<String> left =
        aimed.resolution().targets().stream()
            .filter(target -> !recorded.contains(target) && isNamed(target))
            .map(Target::label)
            .toList();
    if (submission.isOfOtherFile(run, "beat@" + host)) {
      otherFiles.tell(aimed.schedule(), run, left);
    } else if (!left.isEmpty()) {
      LOG.warn(
          "run {}: its record was there before and has no job for {}: another Beat has another"
              + " cl.yaml, or somebody else wrote to Redis",
          run.id(),
          String.join(", ", left));
      onForeign.accept("run");
    }
  }

  private boolean isNamed(Target target) {
    return target
        .host()
        .map(name -> config.roles().get(target.role()).namedHosts().contains(name))
        .orElse(true);
  }

  /** The reason why no job may start on a target, by the calendars of schedule and role. */
  private Function<Target, Optional<String>> closed(RunRequest request) {
    Instant due = request.due().orElseThrow();
    Optional<String> everywhere =
        request.schedule().map(config.schedules()::get).flatMap(one -> closures.of(one, due));
    return target -> everywhere.or(() -> closures.of(target, due));
  }

  private void describe(OpenSpan span, RunRequest request) {
    span.set("celeryroot.run", request.run());
    span.set("celeryroot.schedule", request.schedule().orElse(""));
    span.set("celeryroot.due", request.due().map(Instant::toString).orElse(""));
    span.set("celeryroot.host", host);
  }

  private RunRequest request(Aimed aimed, Instant due) {
    Schedule schedule = aimed.schedule();
    TaskDefinition task =
        config
            .task(schedule.task())
            .orElseThrow(() -> new IllegalStateException("no task " + schedule.task()));
    return RunRequest.due(schedule, task, due, aimed.resolution().targets(), "beat@" + host);
  }
}
