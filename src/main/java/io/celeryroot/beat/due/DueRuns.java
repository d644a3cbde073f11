// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.beat.due.DueBatch.Aimed;
import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.Submitter;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.schedule.Decided;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns due instants of schedules into runs whose jobs are in their queues. Clocks and the
 * reconciler of any number of Beats may ask for the same due instant: it becomes one run.
 * Thread-safe.
 */
public final class DueRuns {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ClConfig config;
  private final String host;
  private final ScheduleStates schedules;
  private final DueBatch batches;
  private final WorkflowRuns workflows;
  private final Closures closures;
  private final FailurePauses pauses;
  private final ScheduleNews news;
  private final EngineListener listener;
  private final HeldBack held;
  private final RecentRuns submitted;
  private final Map<String, SubmissionGate> gates = new ConcurrentHashMap<>();

  /**
   * @param host of this Beat
   * @param redis stays the caller's; is connected when it is first used
   * @param submission puts jobs into their queues
   * @param knownHosts of which a worker was seen
   * @param orders of operators
   * @param workflows starts runs of workflows
   * @param news tells people about schedules
   * @param tenure shared by all files that this Beat reads
   */
  public DueRuns(
      ClConfig config,
      String host,
      Redis redis,
      ScheduleStates schedules,
      DueDecisions decisions,
      Submission submission,
      KnownHosts knownHosts,
      Supplier<ControlState> orders,
      WorkflowRuns workflows,
      ScheduleNews news,
      EngineListener listener,
      Spans spans,
      BeatTenure tenure) {
    RunRecords records = new RunRecords(redis);
    this.config = config;
    this.host = host;
    this.schedules = schedules;
    this.workflows = workflows;
    this.news = news;
    this.listener = listener;
    this.held = tenure.held();
    this.submitted = new RecentRuns(tenure.runs());
    this.closures = new Closures(config, knownHosts::read, orders);
    this.pauses =
        new FailurePauses(
            host,
            schedules,
            new SchedulePauses(redis),
            records,
            new Results(redis),
            new WorkflowStates(redis, config.resultsKept()));
    this.batches =
        new DueBatch(
            config,
            host,
            schedules,
            decisions,
            records,
            submission,
            closures,
            knownHosts::read,
            spans,
            listener::foreign);
  }

  /**
   * Pauses those schedules whose runs fail again and again.
   *
   * @param now a due instant of this second does not run any more
   * @return the names of those with {@code pause_after} that are paused now
   */
  public Set<String> pauseAfterFailures(Collection<Schedule> all, Instant now) {
    return pauses.pause(all, now);
  }

  /**
   * Submits the run of a due instant, even if its schedule has been paused since.
   *
   * @return true if nothing is left to do for it
   */
  public boolean submit(Schedule schedule, Instant due) {
    batches.of(List.of(schedule)).forEach(batch -> submit(batch, due, false));
    return isSubmitted(schedule, due);
  }

  /** Returns true if this Beat knows that nothing is left to do for a due instant. */
  public boolean isSubmitted(Schedule schedule, Instant due) {
    return submitted.contains(RunIds.due(schedule.name(), due));
  }

  /** Returns true if a due instant becomes a run, or has become one, by what was decided. */
  public boolean mayRun(Schedule schedule, Instant due, DueDecision decision) {
    return batches.mayRun(schedule, due, decision);
  }

  /** Takes the IDs of the runs that this Beat has enqueued since the last call. */
  public List<String> takeFresh() {
    return submitted.takeFresh();
  }

  /**
   * Submits the runs of one due instant, except those of schedules that are paused; a key that is
   * spoiled stops one run only.
   *
   * @return failures, by name of the schedule
   */
  Map<String, RuntimeException> submitEach(List<Schedule> all, Instant due) {
    Map<String, RuntimeException> failed = new ConcurrentHashMap<>();
    List<List<Aimed>> running;
    try {
      Set<String> paused = pauses.pause(all, due);
      running = batches.of(all.stream().filter(one -> !paused.contains(one.name())).toList());
    } catch (RuntimeException e) {
      all.forEach(one -> failed.put(one.name(), e));
      return failed;
    }
    try {
      running.parallelStream().forEach(batch -> submitTogether(batch, due, failed));
    } catch (VirtualMachineError e) {
      // Such as for want of threads. What was submitted nevertheless is not submitted again.
      RuntimeException failure = new IllegalStateException(e);
      running.forEach(batch -> batch.forEach(one -> failed.put(one.schedule().name(), failure)));
    }
    return failed;
  }

  private void submitTogether(
      List<Aimed> batch, Instant due, Map<String, RuntimeException> failed) {
    try {
      submit(batch, due, true);
    } catch (QueueUnavailable e) {
      if (e.isWrongType() && batch.size() > 1) {
        batch.forEach(one -> submitAlone(one, due, failed));
      } else {
        batch.forEach(one -> failed.put(one.schedule().name(), e));
      }
    } catch (RuntimeException e) {
      batch.forEach(one -> failed.put(one.schedule().name(), e));
    }
  }

  private void submitAlone(Aimed aimed, Instant due, Map<String, RuntimeException> failed) {
    try {
      submit(List.of(aimed), due, true);
    } catch (RuntimeException e) {
      failed.put(aimed.schedule().name(), e);
    }
  }

  private void submit(List<Aimed> batch, Instant due, boolean unlessPaused) {
    Map<String, Decided> decided = batches.decide(batch, due, unlessPaused);
    List<Aimed> running = new ArrayList<>();
    for (Aimed aimed : batch) {
      Schedule schedule = aimed.schedule();
      DueDecision decision = decided.get(schedule.name()).decision();
      if (decision == DueDecision.MISSED) {
        // Another Beat may have decided this and died before it recorded it.
        news.missed(schedule, Set.of(due));
        int fresh = schedules.recordMissed(schedule.name(), Set.of(due));
        if (!aimed.hasTargets()) {
          schedules.recordUntargeted(schedule.name(), due);
        } else if (fresh > 0) {
          LOG.warn("schedule {}: missed={}: somebody has decided so", schedule.name(), due);
        }
        submitted.add(RunIds.due(schedule.name(), due));
      }
      if (aimed.hasTargets()
          && !gate(schedule.name()).isHeld()
          && mayRun(schedule, due, decision)) {
        running.add(aimed);
      }
    }
    news.watch(running.stream().map(Aimed::schedule).toList(), due);
    List<Aimed> tasks = running.stream().filter(aimed -> !aimed.isWorkflow()).toList();
    if (!tasks.isEmpty()) {
      enqueue(tasks, due, decided);
    }
    for (Aimed aimed : running) {
      if (aimed.isWorkflow()) {
        start(aimed.schedule(), due, decided.get(aimed.schedule().name()).at());
      }
    }
  }

  private void enqueue(List<Aimed> running, Instant due, Map<String, Decided> decided) {
    DueBatch.Done done;
    try {
      done = batches.enqueue(running, due, decided);
    } catch (RuntimeException e) {
      running.forEach(aimed -> gate(aimed.schedule().name()).failed());
      throw e;
    }
    for (SubmittedRun run : done.runs()) {
      gate(run.run().schedule().orElseThrow()).submitted(run);
      submitted.addWithJobs(run.run().id());
    }
    done.runs().stream()
        .filter(run -> done.first().contains(run.run().schedule().orElseThrow()))
        .forEach(this::tell);
  }

  /** Begins the run of a workflow, whose steps go on by themselves. */
  private void start(Schedule schedule, Instant due, Instant now) {
    LogFields fields = LogFields.of(schedule.name(), host);
    try (fields) {
      WorkflowState begin =
          WorkflowStart.due(config, schedule, due, new Submitter("beat@" + host, now));
      Optional<String> closed = closures.ofWorkflow(schedule, due);
      SubmittedRun run =
          gate(schedule.name())
              .count(
                  () ->
                      closed
                          .map(reason -> workflows.skip(begin, reason))
                          .orElseGet(() -> workflows.start(begin)));
      boolean isFirst = schedules.recordDue(schedule.name(), due, run.run().id());
      submitted.addWithJobs(run.run().id());
      if (isFirst) {
        listener.submitted(run.run());
      }
    }
  }

  private void tell(SubmittedRun run) {
    LogFields.of(run.run(), host)
        .during(
            () -> {
              Collection<Enqueued> jobs = run.jobs().values();
              LOG.info(
                  "run {}: jobs={} queued={} queued_before={} waiting={} skipped={}",
                  run.run().id(),
                  jobs.size(),
                  count(jobs, Enqueued.QUEUED),
                  count(jobs, Enqueued.DUPLICATE),
                  count(jobs, Enqueued.HELD),
                  count(jobs, Enqueued.SKIPPED));
            });
    listener.submitted(run.run());
  }

  private static long count(Collection<Enqueued> jobs, Enqueued what) {
    return jobs.stream().filter(what::equals).count();
  }

  /** Gate of a schedule; runs that it holds back are enqueued afterwards. */
  public SubmissionGate gate(String schedule) {
    return gates.computeIfAbsent(schedule, name -> new SubmissionGate(held, "schedule " + name));
  }
}
