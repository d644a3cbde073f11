// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.workflow;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.run.Submitter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the first states of runs of workflows, and their records. */
public final class WorkflowStart {

  private static final SecureRandom RANDOM = new SecureRandom();

  private WorkflowStart() {}

  /**
   * The run of a schedule for one due instant, the same for whoever makes it.
   *
   * @param config has the tasks of the steps
   * @param schedule with a workflow
   * @param due whole second
   * @param by who submits it, and when
   */
  public static WorkflowState due(ClConfig config, Schedule schedule, Instant due, Submitter by) {
    return of(
        RunIds.due(schedule.name(), due),
        schedule.workflow().orElseThrow(),
        Optional.of(schedule.name()),
        Optional.of(due),
        by,
        plans(config, schedule.workflow().orElseThrow().steps()));
  }

  /**
   * A run by hand.
   *
   * @param config has the tasks of the steps, and the schedule that has the workflow, if one has
   */
  public static WorkflowState byHand(ClConfig config, Workflow workflow, Submitter by) {
    Optional<String> schedule =
        Optional.ofNullable(config.schedules().get(workflow.name()))
            .filter(own -> own.workflow().filter(workflow::equals).isPresent())
            .map(Schedule::name);
    return of(
        RunIds.byHand(workflow.name(), by.at(), RANDOM),
        workflow,
        schedule,
        Optional.empty(),
        by,
        plans(config, workflow.steps()));
  }

  /**
   * A run by hand of a task in waves.
   *
   * @param config has the task
   * @param step with a batch, and values that were checked
   */
  public static WorkflowState ofTask(ClConfig config, Step step, Submitter by) {
    Workflow workflow =
        new Workflow(
            step.task(), List.of(step), Optional.empty(), Overlap.ALLOW, "", Source.BUILT_IN);
    return of(
        RunIds.byHand(workflow.name(), by.at(), RANDOM),
        workflow,
        Optional.empty(),
        Optional.empty(),
        by,
        plans(config, workflow.steps()));
  }

  /**
   * A run that goes on where another did not end well.
   *
   * @param config has the tasks of the steps that are run again
   * @param old has ended
   * @param from number of the first step that is run again, 1-based
   * @param steps all steps, with values that were checked
   */
  public static WorkflowState again(
      ClConfig config, WorkflowState old, int from, List<Step> steps, Submitter by) {
    Workflow workflow =
        new Workflow(old.name(), steps, old.timeout(), old.overlap(), "", Source.BUILT_IN);
    // The file may have no more the tasks of steps that are not run again.
    List<StepPlan> plans = new ArrayList<>();
    old.steps().stream().limit(from - 1).map(StepState::plan).forEach(plans::add);
    plans.addAll(plans(config, steps.subList(from - 1, steps.size())));
    WorkflowState fresh =
        of(
            RunIds.byHand(old.name(), by.at(), RANDOM),
            workflow,
            old.schedule(),
            Optional.empty(),
            by,
            plans);
    return fresh.from(from, new Ending(Outcome.OK, "in " + old.id(), by.at()));
  }

  private static List<StepPlan> plans(ClConfig config, List<Step> steps) {
    return steps.stream()
        .map(
            step -> {
              TaskDefinition task =
                  config
                      .task(step.task())
                      .orElseThrow(() -> new IllegalStateException("no task " + step.task()));
              return StepPlan.of(step, task);
            })
        .toList();
  }

  private static WorkflowState of(
      String id,
      Workflow workflow,
      Optional<String> schedule,
      Optional<Instant> due,
      Submitter by,
      List<StepPlan> plans) {
    return new WorkflowState(
        id,
        workflow.name(),
        schedule,
        due,
        workflow.overlap(),
        workflow.timeout(),
        by.at(),
        by.name(),
        Optional.of(by.at()),
        Optional.empty(),
        plans.stream().map(StepState::waiting).toList(),
        Optional.empty());
  }

  /** The record of a run of a workflow. */
  public static RunRecord record(WorkflowState run) {
    return new RunRecord(
        run.id(),
        run.schedule(),
        run.due(),
        "",
        Map.of(),
        List.of(),
        run.steps().stream().map(step -> step.plan().step().task()).toList(),
        run.submitted(),
        run.by(),
        List.of(),
        Optional.empty());
  }
}
