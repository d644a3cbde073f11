// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.workflow;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.job.workflow.StepRuns;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.Transition;
import io.celeryroot.job.workflow.WorkflowMachine;
import io.celeryroot.job.workflow.WorkflowMachine.Facts;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.workflow.WorkflowStates.Stored;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Starts runs of workflows and goes on with them. What a transition does to jobs is done before the
 * transition is recorded, and again by whoever comes next if that fails: jobs have names, so
 * nothing happens twice. Safe with any number of processes; thread-safe.
 */
public final class WorkflowRuns {

  private final Redis redis;
  private final ClConfig config;
  private final Supplier<Set<KnownHost>> knownHosts;
  private final WorkflowListener listener;
  private final WorkflowStates states;
  private final Submission submission;
  private final Results results;
  private final Cancellations cancellations;

  /** At first others may have started some. */
  private boolean mayLive = true;

  /** The runs for a command; what it does with them is logged nowhere. */
  public WorkflowRuns(Redis redis, ClConfig config) {
    this(redis, config, new Heartbeats(redis)::knownHosts, JobListener.NONE, WorkflowListener.NONE);
  }

  /**
   * @param config has the roles
   * @param knownHosts hosts seen at work, for roles with globs
   * @param ends is told of jobs that are skipped
   */
  public WorkflowRuns(
      Redis redis,
      ClConfig config,
      Supplier<Set<KnownHost>> knownHosts,
      JobListener ends,
      WorkflowListener listener) {
    this.redis = redis;
    this.config = config;
    this.knownHosts = knownHosts;
    this.listener = listener;
    this.states = new WorkflowStates(redis, config.resultsKept());
    this.submission = new Submission(redis, config, ends);
    this.results = new Results(redis);
    this.cancellations = new Cancellations(redis, config.resultsKept());
  }

  /**
   * Records a run and begins it, unless it must wait for another. The same call again, after a
   * crash or a timeout, leads to the same run.
   *
   * @param run as {@link WorkflowStart} makes it
   */
  public SubmittedRun start(WorkflowState run) {
    states.list(run.id(), run.submitted());
    expect();
    RunRecord record = submission.record(WorkflowStart.record(run), run.longest());
    if (isLate(run)) {
      states.recordEnded(run.skipped("overlap"));
    } else {
      states.start(run, run.waiting(), run.skipped("overlap"));
    }
    advance(run.id());
    return new SubmittedRun(record, Map.of());
  }

  /**
   * Records a run that does not begin. May be repeated; a run that has begun goes on.
   *
   * @param run as {@link WorkflowStart} makes it
   * @param reason in a few words
   */
  public SubmittedRun skip(WorkflowState run, String reason) {
    RunRecord record = submission.record(WorkflowStart.record(run), Duration.ZERO);
    states.recordEnded(run.skipped(reason));
    return new SubmittedRun(record, Map.of());
  }

  /**
   * The runs that have not ended, the oldest first. One question while there are none, else two,
   * and one for each run whose state is not there.
   */
  public List<WorkflowState> live() {
    boolean mightLive = takeExpectation();
    List<String> listed;
    try {
      listed = states.live();
    } catch (QueueUnavailable e) {
      if (mightLive) {
        expect();
      }
      throw e;
    }
    if (listed.isEmpty()) {
      return List.of();
    }
    expect();
    Map<String, WorkflowState> found = states.findAll(listed);
    listed.stream().filter(run -> !found.containsKey(run)).forEach(states::unlistVanished);
    found.values().stream().filter(WorkflowState::hasEnded).forEach(run -> states.unlist(run.id()));
    return found.values().stream().filter(run -> !run.hasEnded()).toList();
  }

  private synchronized boolean takeExpectation() {
    boolean had = mayLive;
    mayLive = false;
    return had;
  }

  /** Says that a run may have been started. */
  public synchronized void expect() {
    mayLive = true;
    notifyAll();
  }

  /**
   * Waits while no run is expected: none was started here, none was found by the last {@link
   * #live()}, and nobody said that one may be.
   *
   * @param longest time to wait
   */
  public synchronized void awaitRun(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (!mayLive && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  /** Lists a run that goes on; returns false if it was listed, as it should be. */
  public boolean listAgain(WorkflowState run) {
    return states.list(run.id(), run.submitted());
  }

  /** The state of a run; empty: no such run, or its time is over. */
  public Optional<WorkflowState> find(String run) {
    return states.find(run);
  }

  /**
   * Stops a run: what runs is cancelled and the rest is skipped, except steps that always run.
   *
   * @return the state after it; empty: no such run
   */
  public Optional<WorkflowState> cancel(String id) {
    return stop(id, Transition.stop(Outcome.CANCELLED, ""));
  }

  private Optional<WorkflowState> stop(String id, Transition stop) {
    while (true) {
      Optional<Stored> stored = states.read(id);
      if (stored.isEmpty() || stored.get().run().hasEnded()) {
        return stored.map(Stored::run);
      }
      boolean isStopped = stored.get().run().stop().isPresent();
      if (isStopped || record(stored.get(), stop, List.of()).isPresent()) {
        return advance(id);
      }
    }
  }

  /**
   * Goes on with a run as far as it goes now.
   *
   * @return its state; empty: no such run, or its time is over
   */
  public Optional<WorkflowState> advance(String id) {
    return advance(id, Integer.MAX_VALUE);
  }

  /**
   * Goes on with a run as far as it goes now within its steps up to one.
   *
   * @param last number of that step, 1-based
   * @return its state; empty: no such run, or its time is over
   */
  public Optional<WorkflowState> advance(String id, int last) {
    Optional<Stored> stored = states.read(id);
    while (stored.isPresent()) {
      WorkflowState run = stored.get().run();
      if (run.isHeld() && run.overlap() == Overlap.REPLACE) {
        stopOlder(run);
      }
      Optional<Transition> next =
          WorkflowMachine.next(run, facts(run), redis.serverTimeNow())
              .filter(transition -> transition.step() <= last);
      if (next.isEmpty()) {
        if (run.hasEnded()) {
          states.unlist(id);
        }
        return Optional.of(run);
      }
      Optional<Stored> after = take(stored.get(), next.get());
      stored = after.isPresent() ? after : states.read(id);
    }
    states.unlistVanished(id);
    return Optional.empty();
  }

  /** Returns true if it would replace a run that was due later. */
  private boolean isLate(WorkflowState run) {
    return run.overlap() == Overlap.REPLACE
        && states.before(run).stream().anyMatch(other -> RunIds.isLater(other.id(), run.id()));
  }

  private void stopOlder(WorkflowState run) {
    states.before(run).stream()
        .filter(older -> older.stop().isEmpty())
        .forEach(
            older -> stop(older.id(), Transition.stop(Outcome.CANCELLED, "by run " + run.id())));
  }

  private Facts facts(WorkflowState run) {
    if (run.isHeld()) {
      return new Facts(states.hasPlace(run), false, 0);
    }
    return run.current()
        .filter(number -> run.step(number).isRunning())
        .map(number -> facts(run, number))
        .orElse(new Facts(true, false, 0));
  }

  /** Asks for parts of a wave until one has a job that has not ended. */
  private Facts facts(WorkflowState run, int number) {
    StepState step = run.step(number);
    if (step.queued() < step.wave() && step.stop().isEmpty()) {
      return new Facts(true, true, 0);
    }
    List<String> jobs = StepRuns.jobs(run, number, step.targetsOf(step.wave()));
    int failed = 0;
    for (List<String> batch : Redis.batches(jobs)) {
      for (Optional<JobState> state : results.states(batch).values()) {
        if (state.filter(JobState::isTerminal).isEmpty()) {
          return new Facts(true, true, 0);
        }
        failed += state.get() == JobState.SUCCESS ? 0 : 1;
      }
    }
    return new Facts(true, false, failed);
  }

  private Optional<Stored> take(Stored stored, Transition transition) {
    WorkflowState run = stored.run();
    switch (transition.kind()) {
      case QUEUE -> {
        StepState step = run.step(transition.step());
        submission.submitPart(
            StepRuns.request(run, transition.step()),
            step.targetsOf(transition.wave()),
            step.waveBegan().orElse(run.submitted()),
            run.longest());
      }
      case CANCEL_JOBS -> {
        int number = transition.step();
        for (Target target : run.step(number).targetsOf(run.step(number).wave())) {
          String job = RunIds.job(RunIds.step(run.id(), number), target);
          cancellations.cancel(job, Optional.of(target));
        }
      }
      case END_STEP -> skipRest(run, transition);
      case BEGIN -> {
        return begin(stored, transition);
      }
      case TAKE_PLACE, STOP, NEXT_WAVE, STOP_STEP, END -> {}
    }
    return record(stored, transition, List.of());
  }

  private Optional<Stored> begin(Stored stored, Transition transition) {
    TargetResolution resolution = resolve(stored.run(), transition.step());
    if (!resolution.isValid()) {
      listener.unresolved(stored.run(), transition.step(), resolution.problems());
    }
    if (resolution.targets().isEmpty()) {
      String reason =
          resolution.problems().stream()
              .findFirst()
              .map(TargetProblem::message)
              .orElse("no target");
      return record(
          stored, Transition.endStep(transition.step(), Outcome.FAILED, reason), List.of());
    }
    return record(stored, transition, resolution.targets());
  }

  private TargetResolution resolve(WorkflowState run, int number) {
    var step = run.step(number).plan().step();
    if (config.task(step.task()).isEmpty()) {
      return new TargetResolution(
          List.of(),
          List.of(
              new TargetProblem(
                  step.task(), "no task " + step.task() + " in cl.yaml", "", "unknown-name")));
    }
    return Targets.resolve(config, step.targets(), step.runOn(), step.task(), knownHosts.get());
  }

  /** Jobs of waves that have not begun; those of the others have their results. */
  private void skipRest(WorkflowState run, Transition transition) {
    StepState step = run.step(transition.step());
    List<Target> rest = step.isRunning() ? step.rest() : List.of();
    if (!rest.isEmpty()) {
      int most = step.plan().step().maxFailures();
      String reason =
          step.stop()
              .map(stop -> stop.cause())
              .orElse(transition.failed() + " of " + most + " allowed failures");
      submission.skip(
          StepRuns.request(run, transition.step()),
          rest,
          step.waveBegan().orElse(run.submitted()),
          reason);
    }
  }

  private Optional<Stored> record(Stored stored, Transition transition, List<Target> targets) {
    Instant now = redis.serverTimeNow();
    WorkflowState next = stored.run().after(transition, targets, now);
    Optional<Stored> written = states.write(stored, next, transition.doing());
    written.ifPresent(after -> listener.moved(after.run(), transition));
    return written;
  }
}
