// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.text.Mask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recorded state of a run of a workflow. It changes only by a {@link Transition}.
 *
 * @param id of the run
 * @param name of the workflow, or of the task for a run in waves by hand
 * @param schedule empty: no schedule has this workflow
 * @param due when the schedule was due; empty: started by hand
 * @param overlap policy when another run of this workflow has not ended
 * @param timeout of the whole, from its begin on; empty: none
 * @param submitted Redis server time
 * @param by who started it
 * @param began when it got its place; empty: it waits until another run has ended
 * @param stop why no further step starts, except those that always run; empty: they do
 * @param steps in order, one or more
 * @param end empty: it has not ended
 */
public record WorkflowState(
    String id,
    String name,
    Optional<String> schedule,
    Optional<Instant> due,
    Overlap overlap,
    Optional<Duration> timeout,
    Instant submitted,
    String by,
    Optional<Instant> began,
    Optional<Ending> stop,
    List<StepState> steps,
    Optional<Ending> end) {

  public WorkflowState {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    steps = List.copyOf(steps);
  }

  public boolean hasEnded() {
    return end.isPresent();
  }

  /** Returns true if it ended, but not well. */
  public boolean hasFailed() {
    return end.filter(ending -> !Ending.isWell(ending.outcome())).isPresent();
  }

  /** Returns true if it waits until another run of the same workflow has ended. */
  public boolean isHeld() {
    return began.isEmpty() && end.isEmpty();
  }

  /** The step, 1-based. */
  public StepState step(int number) {
    return steps.get(number - 1);
  }

  /** Returns the steps that have not ended, in their order. */
  public List<Step> openSteps() {
    return steps.stream()
        .filter(state -> state.end().isEmpty())
        .map(state -> state.plan().step())
        .toList();
  }

  /** Number of the first step that has not ended, 1-based; empty: all have. */
  public Optional<Integer> current() {
    for (int i = 1; i <= steps.size(); i++) {
      if (!step(i).hasEnded()) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** The end of the first step that did not end well, with its number as the reason. */
  Optional<Ending> firstFailure() {
    for (int i = 1; i <= steps.size(); i++) {
      if (step(i).hasFailed()) {
        Ending end = step(i).end().orElseThrow();
        return Optional.of(new Ending(end.outcome(), "step " + i, end.at()));
      }
    }
    return Optional.empty();
  }

  /**
   * A copy that waits in line for the runs before it, also where the workflow would skip or
   * replace. One whose runs may overlap stays as it is.
   */
  public WorkflowState inLine() {
    return overlap == Overlap.ALLOW
        ? this
        : new Copy(this).of(Overlap.QUEUE, began, stop, steps, end);
  }

  /** A copy whose steps before one have ended already. */
  WorkflowState from(int first, Ending before) {
    List<StepState> all = new ArrayList<>();
    for (int i = 1; i <= steps.size(); i++) {
      all.add(i < first ? step(i).ended(before) : step(i));
    }
    return new Copy(this).steps(all);
  }

  /** A copy that waits in line for another run of its workflow. */
  public WorkflowState waiting() {
    return new Copy(this).of(overlap, Optional.empty(), stop, steps, end);
  }

  /**
   * A copy that does not run.
   *
   * @param reason such as {@code overlap}: another run of its workflow has not ended
   */
  public WorkflowState skipped(String reason) {
    Ending skipped = new Ending(Outcome.SKIPPED, reason, submitted);
    List<StepState> none = steps.stream().map(step -> step.ended(skipped)).toList();
    return new Copy(this).of(overlap, Optional.empty(), stop, none, Optional.of(skipped));
  }

  /** Longest time from now on in which the run ends, whoever is away. */
  public Duration longest() {
    return steps.stream()
        .filter(step -> !step.hasEnded())
        .map(step -> step.plan().longest(step.waves()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The state after a transition.
   *
   * @param targets of the step that begins; otherwise not used
   * @param now Redis server time
   */
  public WorkflowState after(Transition transition, List<Target> targets, Instant now) {
    return switch (transition.kind()) {
      case TAKE_PLACE -> new Copy(this).began(now);
      case STOP -> new Copy(this).stop(ending(transition, now));
      case BEGIN -> with(transition, step(transition.step()).begin(targets, now));
      case QUEUE -> with(transition, step(transition.step()).enqueued());
      case NEXT_WAVE ->
          with(transition, step(transition.step()).nextWave(transition.failed(), now));
      case STOP_STEP -> with(transition, step(transition.step()).stopping(ending(transition, now)));
      case CANCEL_JOBS -> with(transition, step(transition.step()).cancelled());
      case END_STEP -> endStep(transition, now);
      case END -> new Copy(this).end(ending(transition, now));
    };
  }

  private static Ending ending(Transition transition, Instant now) {
    return new Ending(transition.outcome(), transition.reason(), now);
  }

  private WorkflowState with(Transition transition, StepState step) {
    return new Copy(this).step(transition.step(), step);
  }

  private WorkflowState endStep(Transition transition, Instant now) {
    StepState ended = step(transition.step()).ended(ending(transition, now));
    WorkflowState next = with(transition, ended);
    boolean isStop =
        stop.isEmpty() && ended.hasFailed() && ended.plan().step().onFailure() == OnFailure.STOP;
    return isStop
        ? new Copy(next).stop(new Ending(transition.outcome(), "step " + transition.step(), now))
        : next;
  }

  /** A copy that keeps no secret values. */
  public WorkflowState masked() {
    List<StepState> masked = new ArrayList<>();
    for (StepState step : steps) {
      StepPlan plan = step.plan();
      Map<String, String> params =
          Mask.values(plan.step().params(), Mask.TEXT, plan.secrets()::contains);
      masked.add(
          step.with(
              new StepPlan(
                  plan.step().with(params),
                  plan.secrets(),
                  plan.expires(),
                  plan.bound(),
                  plan.patience())));
    }
    return new Copy(this).steps(masked);
  }

  /** Copies with one part changed. */
  private record Copy(WorkflowState old) {

    WorkflowState began(Instant now) {
      return of(old.overlap, Optional.of(now), old.stop, old.steps, old.end);
    }

    WorkflowState stop(Ending why) {
      return of(old.overlap, old.began, Optional.of(why), old.steps, old.end);
    }

    WorkflowState step(int number, StepState step) {
      List<StepState> steps = new ArrayList<>(old.steps);
      steps.set(number - 1, step);
      return steps(steps);
    }

    WorkflowState steps(List<StepState> steps) {
      return of(old.overlap, old.began, old.stop, steps, old.end);
    }

    WorkflowState end(Ending ending) {
      return of(old.overlap, old.began, old.stop, old.steps, Optional.of(ending));
    }

    WorkflowState of(
        Overlap overlap,
        Optional<Instant> began,
        Optional<Ending> stop,
        List<StepState> steps,
        Optional<Ending> end) {
      return new WorkflowState(
          old.id,
          old.name,
          old.schedule,
          old.due,
          overlap,
          old.timeout,
          old.submitted,
          old.by,
          began,
          stop,
          steps,
          end);
    }
  }
}
