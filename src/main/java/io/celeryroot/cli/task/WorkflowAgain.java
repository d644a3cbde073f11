// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A new run of a workflow that goes on from the first step that did not end well. */
final class WorkflowAgain {

  private final Console console;
  private final ClConfig config;
  private final Map<String, String> given;

  /**
   * @param given other values by parameter; for secrets, which are kept nowhere
   */
  WorkflowAgain(Console console, ClConfig config, Map<String, String> given) {
    this.console = console;
    this.config = config;
    this.given = given;
  }

  WorkflowState of(RunView old) {
    WorkflowState state =
        old.workflow()
            .filter(WorkflowState::hasEnded)
            .orElseThrow(
                () ->
                    CommandFailure.no(
                        "cl: run %1$s: %2$s\n    fix: wait, or cl task cancel %1$s",
                        old.run().id(), old.word().orElse("not begun")));
    StepView first =
        old.steps().stream()
            .filter(step -> step.state().end().map(Ending::outcome).orElseThrow() != Outcome.OK)
            .findFirst()
            .orElseThrow(() -> CommandFailure.no("cl: run %s: every step is ok", old.run().id()));
    List<Step> steps = new ArrayList<>();
    for (StepView step : old.steps()) {
      boolean isFirst = step.number() == first.number();
      Step own = step.state().plan().step();
      Step aimed = isFirst && !step.jobs().isEmpty() ? own.on(left(step)) : own;
      boolean isAgain = step.number() >= first.number();
      if (isAgain) {
        RunInput.targets(config, aimed.targets(), aimed.runOn(), aimed.task());
      }
      steps.add(isAgain ? aimed.with(values(state, step)) : aimed);
    }
    return WorkflowStart.again(config, state, first.number(), steps, console.submitter());
  }

  /** Returns the hosts or roles whose jobs did not run, or failed. */
  private static List<String> left(StepView step) {
    return step.jobs().stream()
        .filter(job -> job.hasFailed() || !job.hasEnded() || job.kind().equals("skipped"))
        .map(JobView::targetLabel)
        .toList();
  }

  /** Takes secrets, which are kept nowhere, from the file or the command line. */
  private Map<String, String> values(WorkflowState state, StepView step) {
    TaskDefinition task = NameLookup.task(config, step.task());
    Set<String> secrets = step.state().plan().secrets();
    Map<String, String> values = new LinkedHashMap<>(step.state().plan().step().params());
    values.keySet().removeAll(secrets);
    inFile(state, step)
        .ifPresent(
            same ->
                same.params()
                    .forEach(
                        (name, value) -> {
                          if (secrets.contains(name)) {
                            values.put(name, value);
                          }
                        }));
    task.params().stream()
        .filter(param -> given.containsKey(param.name()))
        .forEach(param -> values.put(param.name(), given.get(param.name())));
    return RunInput.values(task, List.of(), values);
  }

  private Optional<Step> inFile(WorkflowState state, StepView step) {
    return config
        .workflow(state.name())
        .map(Workflow::steps)
        .filter(steps -> steps.size() >= step.number())
        .map(steps -> steps.get(step.number() - 1))
        .filter(same -> same.task().equals(step.task()));
  }
}
