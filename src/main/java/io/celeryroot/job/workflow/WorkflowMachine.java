// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import io.celeryroot.job.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which transition of a run of a workflow comes next: a pure function of what is on record.
 * Whoever asks, however often, gets the same answer, so any Beat may go on with any run.
 *
 * <pre>
 *  held --take place--> begin --> queue --> (jobs end) --> end step --> begin the next ... --> end
 *                         ^                     |
 *                         +----- next wave -----+
 *  stop (cancel, timeout, failed step): stop step --> cancel jobs --> end step; others are skipped
 * </pre>
 */
public final class WorkflowMachine {

  /**
   * Records outside of the state.
   *
   * @param hasPlace true: no other run of the workflow is before this one
   * @param isOpen true: a job of the last wave that has begun has not ended
   * @param failed jobs of that wave that did not end well; counts when none is open
   */
  public record Facts(boolean hasPlace, boolean isOpen, int failed) {}

  private final WorkflowState run;
  private final Facts facts;
  private final Instant now;

  private WorkflowMachine(WorkflowState run, Facts facts, Instant now) {
    this.run = run;
    this.facts = facts;
    this.now = now;
  }

  /**
   * The next transition.
   *
   * @param now Redis server time
   * @return empty: nothing is to be done until a job ends or time passes, or the run has ended
   */
  public static Optional<Transition> next(WorkflowState run, Facts facts, Instant now) {
    return new WorkflowMachine(run, facts, now).next();
  }

  private Optional<Transition> next() {
    if (run.hasEnded()) {
      return Optional.empty();
    }
    if (run.isHeld() && run.stop().isEmpty()) {
      return facts.hasPlace() ? Optional.of(Transition.takePlace()) : Optional.empty();
    }
    if (isPast(run.began(), run.timeout()) && run.stop().isEmpty()) {
      return Optional.of(Transition.stop(Outcome.TIMED_OUT, ""));
    }
    return run.current().map(this::next).orElseGet(() -> Optional.of(end()));
  }

  private Optional<Transition> next(int number) {
    StepState step = run.step(number);
    if (!step.isRunning()) {
      return Optional.of(mayBegin(step) ? Transition.begin(number) : skip(number));
    }
    if (step.queued() < step.wave() && step.stop().isEmpty()) {
      return Optional.of(Transition.queue(number, step.wave()));
    }
    Optional<Ending> why = reasonToStop(step);
    if (why.isPresent() && step.stop().isEmpty()) {
      return Optional.of(Transition.stopStep(number, why.get().outcome(), why.get().reason()));
    }
    if (step.stop().isPresent() && !step.isCancelled()) {
      return Optional.of(Transition.cancelJobs(number));
    }
    return facts.isOpen() ? giveUp(number, step) : Optional.of(afterWave(number, step));
  }

  private boolean mayBegin(StepState step) {
    return run.began().isPresent() && (run.stop().isEmpty() || step.plan().step().always());
  }

  private Transition skip(int number) {
    return Transition.endStep(number, Outcome.SKIPPED, run.stop().map(Ending::cause).orElse(""));
  }

  /** A stop of the whole does not reach a step that always runs. */
  private Optional<Ending> reasonToStop(StepState step) {
    if (run.stop().isPresent() && !step.plan().step().always()) {
      return run.stop();
    }
    boolean isWhole = step.plan().step().timeout().isPresent();
    Optional<Instant> since = isWhole ? step.began() : step.waveBegan();
    return isPast(since, Optional.of(step.plan().bound()))
        ? Optional.of(new Ending(Outcome.TIMED_OUT, "", now))
        : Optional.empty();
  }

  /** A job whose record vanished, or whose worker never answers, holds nothing up for ever. */
  private Optional<Transition> giveUp(int number, StepState step) {
    Duration patience = step.plan().patience();
    return step.stop()
        .filter(stop -> isPast(Optional.of(stop.at()), Optional.of(patience)))
        .map(stop -> Transition.endStep(number, stop.outcome(), "some jobs have not ended"));
  }

  private Transition afterWave(int number, StepState step) {
    int failed = step.failed() + facts.failed();
    boolean isLast = step.wave() >= step.waves();
    if (step.stop().isPresent() && (failed > 0 || !isLast)) {
      return Transition.endStep(number, step.stop().get().outcome(), step.stop().get().reason());
    }
    if (!isLast && failed < step.plan().step().maxFailures()) {
      return Transition.nextWave(number, step.wave() + 1, failed);
    }
    return failed == 0
        ? Transition.endStep(number, Outcome.OK, "")
        : Transition.endStep(
            number,
            failed,
            Outcome.FAILED,
            failed + " of " + step.begun().size() + (step.begun().size() == 1 ? " job" : " jobs"));
  }

  private Transition end() {
    return run.stop()
        .or(run::firstFailure)
        .map(why -> Transition.end(why.outcome(), why.reason()))
        .orElseGet(() -> Transition.end(Outcome.OK, ""));
  }

  private boolean isPast(Optional<Instant> since, Optional<Duration> limit) {
    return since.isPresent() && limit.isPresent() && !now.isBefore(since.get().plus(limit.get()));
  }
}
