// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.Transition;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.queue.workflow.WorkflowListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines about what this Beat did for runs of workflows, if people care about it. */
final class WorkflowLog implements WorkflowListener {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final String host;

  WorkflowLog(String host) {
    this.host = host;
  }

  @Override
  public void moved(WorkflowState run, Transition transition) {
    LogFields fields = LogFields.of(run.schedule().orElse(run.name()), host);
    try (fields) {
      switch (transition.kind()) {
        case BEGIN -> {
          StepState step = run.step(transition.step());
          LOG.info(
              "run {}: step={} task={} jobs={}{}",
              run.id(),
              transition.step(),
              step.plan().step().task(),
              step.targets().size(),
              step.waves() > 1 ? " waves=" + step.waves() : "");
        }
        case END_STEP ->
            LOG.info(
                "run {}: step={} {}",
                run.id(),
                transition.step(),
                run.step(transition.step()).end().map(Ending::text).orElse(""));
        case END -> LOG.info("run {}: {}", run.id(), run.end().map(Ending::text).orElse(""));
        case TAKE_PLACE, STOP, QUEUE, NEXT_WAVE, STOP_STEP, CANCEL_JOBS ->
            LOG.debug("run {}: {}", run.id(), transition.doing());
      }
    }
  }

  @Override
  public void unresolved(WorkflowState run, int step, List<TargetProblem> problems) {
    problems.forEach(
        problem ->
            LOG.warn(
                "run {}: step={} target {}: {}",
                run.id(),
                step,
                problem.target(),
                problem.message()));
  }
}
