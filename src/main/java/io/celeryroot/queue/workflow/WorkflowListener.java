// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.workflow;

import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.workflow.Transition;
import io.celeryroot.job.workflow.WorkflowState;
import java.util.List;

/** Is told of the transitions that one connection has recorded; each is recorded once on a site. */
@FunctionalInterface
public interface WorkflowListener {

  /** Tells nobody. */
  WorkflowListener NONE = (run, transition) -> {};

  /**
   * A transition is on record.
   *
   * @param run after it
   */
  void moved(WorkflowState run, Transition transition);

  /**
   * Some targets of a step that begins come to no host.
   *
   * @param step number, 1-based
   */
  default void unresolved(WorkflowState run, int step, List<TargetProblem> problems) {}
}
