// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.Text;
import io.celeryroot.view.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Views of runs, jobs and attempts. */
public final class RunViews {

  private static final View<EndedAttempt> ATTEMPTS =
      new View<EndedAttempt>()
          .field("attempt", EndedAttempt::number)
          .field("outcome", EndedAttempt::outcomeText)
          .field("exit_code", EndedAttempt::exitCode)
          .field("host", EndedAttempt::host)
          .field("started", attempt -> attempt.started().toString())
          .field("duration_ms", EndedAttempt::duration);

  /** Jobs of a run; output is in the objects in full, in the table as one line. */
  public static final View<JobView> JOBS =
      new View<JobView>()
          .column("target", "TARGET", JobView::targetLabel)
          .column("host", "HOST", job -> Optional.of(job.host()).filter(host -> !host.isEmpty()))
          .field("state", job -> job.state().name())
          .column("outcome", "OUTCOME", RunViews::outcomeText, RunViews::outcomeCell)
          .column("duration_ms", "DURATION", RunViews::duration)
          .id("id", "JOB", JobView::id)
          .field("task", JobView::task)
          .field("exit_code", job -> outcome(job).map(JobOutcome::exitCode))
          .field("stdout", job -> outcome(job).map(JobOutcome::stdout))
          .field("stderr", job -> outcome(job).map(JobOutcome::stderr))
          .cell("OUTPUT", RunViews::lastLine)
          .field("truncated", job -> outcome(job).map(JobOutcome::truncated))
          .field("started", job -> job.result().flatMap(JobResult::started).map(Instant::toString))
          .field(
              "distrust",
              job -> job.result().map(JobResult::distrust).filter(text -> !text.isEmpty()))
          .field("attempt", job -> job.result().map(JobResult::attempt).orElse(0))
          .field("attempts", job -> ATTEMPTS.documents(attempts(job)));

  private static final View<RunView> HEADS =
      new View<RunView>()
          .id("run", "RUN", view -> view.run().id())
          .column("task", "TASK", view -> view.run().task(), view -> tasks(view.run()))
          .field("schedule", view -> view.run().schedule())
          .field("due", view -> view.run().due())
          .column("submitted", "SUBMITTED (UTC)", view -> view.run().submitted())
          .column("by", "BY", view -> view.run().by())
          .field("params", view -> view.run().params())
          .field("if", view -> view.run().conditions());

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
          .cell("OUTCOME", line -> line.job().map(RunViews::outcomeCell).orElse(cell(line.step())))
          .cell("DURATION", line -> line.job().flatMap(RunViews::duration))
          .idCell("JOB", line -> line.job().map(JobView::id))
          .cell("OUTPUT", line -> line.job().map(RunViews::lastLine));

  /** A workflow with its steps and their jobs. */
  private static final View<RunView> WORKFLOW =
      HEADS
          .field("outcome", RunView::word)
          .field("steps", view -> STEPS.documents(view.steps()))
          .field("jobs", view -> JOBS.documents(view.jobs()))
          .withTable(LINES, runs -> runs.stream().flatMap(RunViews::lines).toList());

  private static final View<RunView> TASK =
      HEADS
          .field("jobs", view -> JOBS.documents(view.jobs()))
          .withTable(JOBS, runs -> runs.stream().flatMap(run -> run.jobs().stream()).toList());

  /** Runs with the number of jobs for each outcome. */
  public static final View<RunSummary> RUNS =
      new View<RunSummary>()
          .id("run", "RUN", view -> view.run().id())
          .column("task", "TASK", view -> view.run().task(), view -> tasks(view.run()))
          .field("schedule", view -> view.run().schedule())
          .field("due", view -> view.run().due())
          .column("submitted", "SUBMITTED (UTC)", view -> view.run().submitted())
          .column("by", "BY", view -> view.run().by())
          .field("params", view -> view.run().params())
          .field("if", view -> view.run().conditions())
          .field("ended", RunSummary::hasEnded)
          .column("outcomes", "OUTCOME", RunSummary::counts, RunViews::counts)
          .column("longest_ms", "LONGEST", RunSummary::longest)
          .field("steps", view -> view.run().steps())
          .field("jobs", RunSummary::jobs);

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

  private RunViews() {}

  /** Returns the view of a run with its jobs: of a task, or of a workflow as a tree. */
  public static View<RunView> of(RunView run) {
    return run.workflow().isPresent() ? WORKFLOW : TASK;
  }

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

  private static Object tasks(RunRecord run) {
    return run.isWorkflow() ? run.steps() : run.task();
  }

  private static Optional<JobOutcome> outcome(JobView job) {
    return job.result().flatMap(JobResult::outcome);
  }

  private static List<EndedAttempt> attempts(JobView job) {
    return job.result().map(JobResult::attempts).orElse(List.of());
  }

  private static Optional<String> outcomeText(JobView job) {
    return outcome(job).isPresent() || job.hasEnded()
        ? job.result().map(JobResult::outcomeText)
        : Optional.empty();
  }

  private static Cell outcomeCell(JobView job) {
    return new Cell(job.word(), colour(job));
  }

  /** Returns the colour of a job's outcome. */
  public static Colour colour(JobView job) {
    if (job.hasEnded() || job.isNotSigned()) {
      return job.hasFailed() || job.isNotSigned() ? Colour.RED : Colour.GREEN;
    }
    return job.word().equals("waiting") ? Colour.DIM : Colour.YELLOW;
  }

  /**
   * Returns how long the last attempt took; empty while there is nothing to tell, when there was
   * none, and when a foreign worker ran it, which does not say.
   */
  public static Optional<Duration> duration(JobView job) {
    return job.result().flatMap(RunViews::duration);
  }

  /** Returns how long the last attempt took, as above. */
  public static Optional<Duration> duration(JobResult result) {
    return result.outcome().map(JobOutcome::duration).filter(time -> !time.isZero());
  }

  /** Returns the host of a job; its role when no host has begun it; empty text when unknown. */
  public static String place(JobView job) {
    return job.host().isEmpty() ? job.targetLabel() : job.host();
  }

  /**
   * Returns what a job printed, if one line says it: all of the output of a job that went well, or
   * the last line of a failed one, of its errors if there are any.
   */
  public static String lastLine(JobView job) {
    if (job.hasFailed()) {
      return outcome(job)
          .map(o -> o.stderr().isBlank() ? o.stdout() : o.stderr())
          .map(text -> text.strip().lines().reduce("", (a, b) -> b))
          .orElse("");
    }
    return outcome(job)
        .map(o -> o.stdout().strip())
        .filter(text -> text.lines().count() == 1)
        .orElse("");
  }

  /** Tells whether a job printed more than {@link #lastLine} shows. */
  public static boolean hasMoreOutput(JobView job) {
    return outcome(job)
        .map(o -> o.stdout().strip() + o.stderr().strip())
        .filter(text -> !text.equals(lastLine(job)))
        .isPresent();
  }

  /** Shows {@code 2 ok, 1 failed} in the colour of the whole run. */
  static Cell counts(RunView run) {
    Colour colour = run.hasFailedJob() ? Colour.RED : run.hasEnded() ? Colour.GREEN : Colour.YELLOW;
    return new Cell(run.word().orElseGet(() -> countsText(run)), colour);
  }

  static Cell counts(RunSummary run) {
    boolean isBad = run.hasFailed() || run.hasUnsigned();
    Colour colour = isBad ? Colour.RED : run.hasEnded() ? Colour.GREEN : Colour.YELLOW;
    return new Cell(run.word().orElseGet(() -> countsText(run.counts())), colour);
  }

  /** Returns one line for many jobs that all wait. */
  public static String waitingText(RunView run) {
    return "%s: %s wait: %s\n"
        .formatted(
            run.run().id(),
            Text.count(run.jobs().size(), "job"),
            FleetViews.named(run.jobs().stream().map(RunViews::place).toList()));
  }

  /** Returns {@code 2 ok, 1 failed}. */
  public static String countsText(RunView run) {
    return countsText(run.counts());
  }

  static String countsText(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
