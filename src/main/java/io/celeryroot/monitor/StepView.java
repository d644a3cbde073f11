// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepState;
import java.util.List;

/**
 * One step of a run of a workflow and its jobs.
 *
 * @param number 1-based
 * @param state recorded state
 * @param jobs in target order; none until the step begins
 */
public record StepView(int number, StepState state, List<JobView> jobs) {

  public StepView {
    jobs = List.copyOf(jobs);
  }

  public String task() {
    return state.plan().step().task();
  }

  /** State in words: {@code waiting}, {@code running}, or its end. */
  public String word() {
    return state.end().map(Ending::text).orElse(state.isRunning() ? running() : "waiting");
  }

  private String running() {
    return state.waves() > 1
        ? "running (wave %d of %d)".formatted(state.wave(), state.waves())
        : "running";
  }
}
