// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Views of workflows. */
final class WorkflowViews {

  private static final View<StepView> STEPS =
      new View<StepView>()
          .field("step", StepView::number)
          .field("task", StepView::task)
          .field("outcome", StepView::word)
          .field("always", step -> step.state().plan().step().always())
          .field("began", step -> step.state().began().map(Instant::toString))
          .field("ended", step -> step.state().end().map(end -> end.at().toString()))
          .field("jobs", step -> step.jobs().stream().map(JobView::id).toList());

  /**
   * A row of the table of a workflow: a step, or a job of it.
   *
   * @param job empty: the step itself
   */
  private record Line(StepView step, Optional<JobView> job) {}

  private static final View<Line> LINES =
      new View<Line>()
          .cell("STEP", line -> line.job().map(job -> "").orElse(numbered(line.step())))
          .cell("TARGET", line -> line.job().map(JobView::targetLabel))
          .cell("OUTCOME", line -> line.job().map(JobViews::outcomeCell).orElse(cell(line.step())))
          .cell("DURATION", line -> line.job().flatMap(JobViews::duration))
          .idCell("JOB", line -> line.job().map(JobView::id))
          .cell("OUTPUT", line -> line.job().map(JobViews::lastLine));

  /** A workflow with its steps and their jobs. */
  static final View<RunView> WORKFLOW =
      RunHeads.of(RunView::run)
          .field("outcome", RunView::word)
          .field("steps", view -> STEPS.documents(view.steps()))
          .field("jobs", view -> JobViews.JOBS.documents(view.jobs()))
          .withTable(LINES, runs -> runs.stream().flatMap(WorkflowViews::lines).toList());

  /** Runs of workflows at a glance. */
  public static final View<WorkflowState> WORKFLOWS =
      new View<WorkflowState>()
          .id("run", "RUNNING WORKFLOW", WorkflowState::id)
          .column(
              "state",
              "STATE",
              RunView::word,
              state -> new Cell(RunView.word(state), Colour.YELLOW))
          .column("submitted", "SUBMITTED (UTC)", WorkflowState::submitted)
          .column("by", "BY", WorkflowState::by);

  private WorkflowViews() {}

  private static Stream<Line> lines(RunView run) {
    return run.steps().stream()
        .flatMap(
            step ->
                Stream.concat(
                    Stream.of(new Line(step, Optional.empty())),
                    step.jobs().stream().map(job -> new Line(step, Optional.of(job)))));
  }

  private static String numbered(StepView step) {
    String always = step.state().plan().step().always() ? " (always)" : "";
    return step.number() + " " + step.task() + always;
  }

  private static Cell cell(StepView step) {
    boolean isQuiet = !step.state().isRunning() && !step.state().hasEnded();
    Colour colour = isQuiet ? Colour.DIM : Colour.YELLOW;
    return new Cell(
        step.word(),
        !step.state().hasEnded() ? colour : step.state().hasFailed() ? Colour.RED : Colour.GREEN);
  }
}
