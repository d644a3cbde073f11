// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.JobMeta;
import java.time.Duration;
import java.util.Set;

/**
 * A step as it was when its run started: later changes of cl.yaml do not reach it.
 *
 * @param step with the values of its parameters, defaults included
 * @param secrets names of the parameters whose values are secret
 * @param expires longest wait of a job
 * @param bound longest time of one wave, or of the whole step if it has a timeout
 * @param patience time after a request to cancel within which all jobs have ended
 */
public record StepPlan(
    Step step, Set<String> secrets, Duration expires, Duration bound, Duration patience) {

  /** Longer than a lease that must end before the jobs of a dead worker are ended by others. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  public StepPlan {
    requireNonNull(step, "step");
    secrets = Set.copyOf(secrets);
  }

  /**
   * The plan of a step.
   *
   * @param step with values that were checked
   * @param task of the step
   */
  public static StepPlan of(Step step, TaskDefinition task) {
    Duration wait = step.expires().orElse(task.expires());
    int attempts = 1 + task.retries().max() + JobMeta.MAX_LOST;
    Duration attempt = task.timeout().plus(task.killAfter()).plus(delay(task));
    Duration longest = wait.plus(attempt.multipliedBy(attempts)).plus(MARGIN);
    return new StepPlan(
        step,
        task.secretsIn(step.params()),
        step.timeout().filter(timeout -> timeout.compareTo(wait) < 0).orElse(wait),
        step.timeout().orElse(longest),
        task.killAfter().plus(MARGIN));
  }

  private static Duration delay(TaskDefinition task) {
    return task.retries().max() == 0 ? Duration.ZERO : task.retries().maxDelay();
  }

  /** Longest time of the step with {@code waves} waves. */
  Duration longest(int waves) {
    Duration all = step.timeout().isPresent() ? bound : bound.multipliedBy(Math.max(1, waves));
    return all.plus(patience);
  }
}
