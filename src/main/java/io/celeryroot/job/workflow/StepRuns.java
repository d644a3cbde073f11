// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import java.util.List;
import java.util.Optional;

/** Runs of steps: each has a name, so have its jobs, and whoever queues them queues the same. */
public final class StepRuns {

  private StepRuns() {}

  /**
   * The run of a step, with all its targets.
   *
   * @param number of the step, 1-based; it has begun
   */
  public static RunRequest request(WorkflowState run, int number) {
    StepState step = run.step(number);
    StepPlan plan = step.plan();
    return new RunRequest(
        RunIds.step(run.id(), number),
        run.schedule(),
        run.due(),
        plan.step().task(),
        plan.step().params(),
        plan.secrets(),
        step.targets(),
        Optional.empty(),
        plan.expires(),
        Overlap.ALLOW,
        run.by(),
        Optional.empty(),
        plan.step().conditions());
  }

  /** The ids of jobs that were put into their queues, if the run is that of a step. */
  public static List<String> queued(WorkflowState run, String stepRun) {
    for (int step = 1; step <= run.steps().size(); step++) {
      if (RunIds.step(run.id(), step).equals(stepRun)) {
        return jobs(run, step, run.step(step).queuedTargets());
      }
    }
    return List.of();
  }

  /** The ids of jobs of a step. */
  public static List<String> jobs(WorkflowState run, int number, List<Target> targets) {
    String id = RunIds.step(run.id(), number);
    return targets.stream().map(target -> RunIds.job(id, target)).toList();
  }
}
