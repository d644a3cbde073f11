// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.workflow;

import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.view.View;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl workflow list}: the workflows of the file and their steps. */
@Command(
    description = "Lists the workflows of the file, those of schedules too; reads the file only.",
    footer = {"", "Example: cl workflow list"})
public final class WorkflowListCommand extends ConsoleCommand {

  private record Line(Workflow workflow, int number) {

    Step step() {
      return workflow.steps().get(number - 1);
    }

    String rules() {
      return Stream.of(
              step().always() ? "always" : "",
              step().onFailure().name().equals("CONTINUE") ? "on_failure continue" : "",
              step().batch().map(size -> "batch " + size).orElse(""))
          .filter(text -> !text.isEmpty())
          .reduce((one, other) -> one + ", " + other)
          .orElse("");
    }
  }

  private static final View<Step> STEPS =
      new View<Step>()
          .field("task", Step::task)
          .field("targets", Step::targets)
          .field("on_failure", Step::onFailure)
          .field("always", Step::always)
          .field("batch", step -> step.batch().map(Object::toString));

  private static final View<Line> LINES =
      new View<Line>()
          .cell("WORKFLOW", line -> line.number() == 1 ? line.workflow().name() : "")
          .cell("STEP", line -> line.number() + " " + line.step().task())
          .cell("TARGETS", line -> line.step().targets())
          .cell("", Line::rules);

  @Parameters(arity = "0..1", paramLabel = "WORKFLOW", description = "One workflow (default: all).")
  private String name;

  @Override
  protected boolean run() {
    ClConfig config = ConfigLoader.load(console);
    View<Workflow> view =
        new View<Workflow>()
            .field("workflow", Workflow::name)
            .field("schedule", flow -> config.schedules().containsKey(flow.name()))
            .field("steps", flow -> STEPS.documents(flow.steps()))
            .withTable(
                LINES,
                all ->
                    all.stream()
                        .flatMap(
                            flow ->
                                Stream.iterate(1, i -> i <= flow.steps().size(), i -> i + 1)
                                    .map(i -> new Line(flow, i)))
                        .toList());
    console.answer(
        view, name == null ? config.allWorkflows() : List.of(NameLookup.workflow(config, name)));
    return true;
  }
}
