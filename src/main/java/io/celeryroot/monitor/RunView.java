// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepRuns;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.WorkflowState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One run and its jobs.
 *
 * @param run its record
 * @param jobs in target order; of a workflow, those of all steps that have begun
 * @param workflow recorded state of a workflow; empty: the run is one task
 */
public record RunView(RunRecord run, List<JobView> jobs, Optional<WorkflowState> workflow) {

  public RunView {
    jobs = List.copyOf(jobs);
  }

  static RunView ofTask(RunRecord run, List<JobView> jobs) {
    return new RunView(run, jobs, Optional.empty());
  }

  /** Returns a run whose jobs have no results yet. */
  public static RunView waiting(RunRecord run) {
    return ofTask(
        run,
        run.jobs().stream()
            .map(
                job ->
                    new JobView(job.id(), run.task(), Optional.of(job.target()), Optional.empty()))
            .toList());
  }

  public boolean hasEnded() {
    return workflow
        .map(WorkflowState::hasEnded)
        .orElseGet(() -> !run.isWorkflow() && jobs.stream().allMatch(JobView::hasEnded));
  }

  /** Returns true if a job, or a step, did not end well. */
  public boolean hasFailedJob() {
    return workflow.filter(WorkflowState::hasFailed).isPresent()
        || jobs.stream().anyMatch(JobView::hasFailed);
  }

  /** The steps of a workflow; none of a run of one task. */
  public List<StepView> steps() {
    return workflow.map(this::steps).orElse(List.of());
  }

  private List<StepView> steps(WorkflowState state) {
    Map<String, JobView> byId = new HashMap<>();
    jobs.forEach(job -> byId.put(job.id(), job));
    List<StepView> steps = new ArrayList<>();
    for (int i = 1; i <= state.steps().size(); i++) {
      StepState step = state.step(i);
      List<JobView> own =
          StepRuns.jobs(state, i, step.targets()).stream()
              .map(byId::get)
              .filter(Objects::nonNull)
              .toList();
      steps.add(new StepView(i, step, own));
    }
    return steps;
  }

  /** State of a workflow in words: {@code running (step 2 of 3)}, or its end. */
  public Optional<String> word() {
    return workflow.map(RunView::word);
  }

  /** State of a workflow in words. */
  public static String word(WorkflowState state) {
    return state.end().map(Ending::text).orElseGet(() -> running(state));
  }

  private static String running(WorkflowState state) {
    int all = state.steps().size();
    return state.isHeld()
        ? "waiting (overlap)"
        : "running (step %d of %d)".formatted(state.current().orElse(all), all);
  }

  /** Number of jobs that are {@code ok}, {@code failed}, {@code running} and so on. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    jobs.forEach(job -> counts.merge(job.kind(), 1, Integer::sum));
    return counts;
  }
}
