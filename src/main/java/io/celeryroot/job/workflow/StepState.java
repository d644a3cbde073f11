// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step of a run so far.
 *
 * @param plan what it does
 * @param targets one for each job, fixed when the step begins; empty before
 * @param wave number of the last wave that has begun; 0: none
 * @param queued number of the last wave whose jobs are in their queues
 * @param failed jobs of the waves before that did not end well
 * @param began when the step began; empty: it waits
 * @param waveBegan when the last wave began
 * @param stop why its jobs are to be cancelled; empty: they are not
 * @param isCancelled true: they were
 * @param end empty: it has not ended
 */
public record StepState(
    StepPlan plan,
    List<Target> targets,
    int wave,
    int queued,
    int failed,
    Optional<Instant> began,
    Optional<Instant> waveBegan,
    Optional<Ending> stop,
    boolean isCancelled,
    Optional<Ending> end) {

  public StepState {
    requireNonNull(plan, "plan");
    targets = List.copyOf(targets);
  }

  static StepState waiting(StepPlan plan) {
    return new StepState(
        plan,
        List.of(),
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  public boolean isRunning() {
    return began.isPresent() && end.isEmpty();
  }

  public boolean hasEnded() {
    return end.isPresent();
  }

  /** Returns true if it ended, but not well. */
  public boolean hasFailed() {
    return end.map(Ending::outcome).filter(end -> !Ending.isWell(end)).isPresent();
  }

  /** Number of waves; 0 until the step begins. */
  public int waves() {
    return plan.step().waves(targets.size());
  }

  /** Targets of a wave, 1-based. */
  public List<Target> targetsOf(int number) {
    return plan.step().wave(targets, number);
  }

  /** Targets of the waves that have begun. */
  public List<Target> begun() {
    return targets.subList(0, count(wave));
  }

  /** Targets of the waves whose jobs are in their queues, or were. */
  public List<Target> queuedTargets() {
    return targets.subList(0, count(queued));
  }

  /** Targets of the waves that have not begun. */
  public List<Target> rest() {
    return targets.subList(count(wave), targets.size());
  }

  private int count(int begunWaves) {
    long size = plan.step().batch().map(some -> some.sizeOf(targets.size())).orElse(targets.size());
    return (int) Math.min(size * begunWaves, targets.size());
  }

  StepState begin(List<Target> resolved, Instant now) {
    return new StepState(
        plan, resolved, 1, 0, 0, Optional.of(now), Optional.of(now), stop, isCancelled, end);
  }

  StepState nextWave(int failures, Instant now) {
    return new StepState(
        plan, targets, wave + 1, queued, failures, began, Optional.of(now), stop, isCancelled, end);
  }

  StepState enqueued() {
    return new StepState(
        plan, targets, wave, wave, failed, began, waveBegan, stop, isCancelled, end);
  }

  StepState stopping(Ending why) {
    return new StepState(
        plan, targets, wave, queued, failed, began, waveBegan, Optional.of(why), isCancelled, end);
  }

  StepState cancelled() {
    return new StepState(plan, targets, wave, queued, failed, began, waveBegan, stop, true, end);
  }

  StepState ended(Ending ending) {
    return new StepState(
        plan,
        targets,
        wave,
        queued,
        failed,
        began,
        waveBegan,
        stop,
        isCancelled,
        Optional.of(ending));
  }

  StepState with(StepPlan other) {
    return new StepState(
        other, targets, wave, queued, failed, began, waveBegan, stop, isCancelled, end);
  }
}
