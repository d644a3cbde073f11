// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.config.yaml.Fix;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of a workflow with a name of its own. */
public final class WorkflowKeys {

  private static final Key<Workflow, List<Values>> TASKS =
      Key.<Workflow, List<Values>>hidden("tasks", StepKeys.STEPS)
          .mandatory()
          .meaning("The steps, in their order; see `tasks` of a schedule.");

  private static final Key<Workflow, Duration> TIMEOUT =
      Key.optional("timeout", Types.POSITIVE_DURATION, Workflow::timeout)
          .withDefaultText("none")
          .meaning(
              "Longest time of the whole workflow. After it, the step that runs is cancelled and"
                  + " the rest skipped; steps with `always` run.");

  private static final Key<Workflow, Overlap> OVERLAP =
      Key.of("overlap", Types.choice(Overlap.class), Workflow::overlap)
          .withDefault(Workflow.DEFAULT_OVERLAP)
          .meaning(
              "Policy for a run that starts before the last one has ended. `allow`: both run;"
                  + " `skip`: the new one ends as skipped; `queue`: it waits; `replace`: the last one is"
                  + " cancelled, and the new one starts when its steps with `always` have ended.");

  private static final Key<Workflow, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, Workflow::description).meaning("For people.");

  public static final Section<Workflow> WORKFLOW =
      new Section<>(
          "workflow",
          "workflows.<workflow>",
          "A workflow that is started by hand, with `cl workflow run`. A schedule with `tasks` is a"
              + " workflow, too.",
          List.of(TASKS, TIMEOUT, OVERLAP, DESCRIPTION));

  private WorkflowKeys() {}

  /** Makes the workflows of a file, and reports one with the name of a schedule. */
  public static Map<String, Workflow> workflows(
      List<Values> entries, Map<String, Schedule> schedules, References references) {
    Map<String, Workflow> workflows = new LinkedHashMap<>();
    for (Values values : entries) {
      Workflow workflow = workflow(values, references);
      workflows.put(workflow.name(), workflow);
      Optional.ofNullable(schedules.get(workflow.name()))
          .ifPresent(
              schedule ->
                  values.report(
                      values.key(),
                      "duplicate-workflow",
                      "a schedule has this name, too, at " + schedule.source(),
                      Fix.say("rename one of them")));
    }
    return workflows;
  }

  private static Workflow workflow(Values values, References references) {
    return new Workflow(
        values.name(),
        StepKeys.steps(
            values.find(TASKS).orElse(List.of()), Optional.empty(), Optional.empty(), references),
        values.find(TIMEOUT),
        values.get(OVERLAP),
        values.find(DESCRIPTION).orElse(""),
        values.source());
  }

  /** The workflow as cl.yaml writes it; values of secret parameters are masked. */
  static Map<String, Object> show(Workflow workflow, ClConfig config) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(TASKS.name(), StepKeys.show(workflow.steps(), config));
    shown.putAll(WORKFLOW.show(workflow));
    return shown;
  }
}
