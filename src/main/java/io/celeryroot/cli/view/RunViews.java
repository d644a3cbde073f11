// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.view;

import io.celeryroot.cli.output.Cell;
import io.celeryroot.cli.output.Colour;
import io.celeryroot.cli.output.View;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
          .column("id", "JOB", JobView::id)
          .field("task", JobView::task)
          .field("exit_code", job -> outcome(job).map(JobOutcome::exitCode))
          .field("stdout", job -> outcome(job).map(JobOutcome::stdout))
          .field("stderr", job -> outcome(job).map(JobOutcome::stderr))
          .cell("OUTPUT", RunViews::lastLine)
          .field("truncated", job -> outcome(job).map(JobOutcome::truncated))
          .field("started", job -> job.result().flatMap(JobResult::started).map(Instant::toString))
          .field("attempt", job -> job.result().map(JobResult::attempt).orElse(0))
          .field("attempts", job -> ATTEMPTS.documents(attempts(job)));

  private static final View<RunView> HEADS =
      new View<RunView>()
          .column("run", "RUN", view -> view.run().id())
          .column("task", "TASK", view -> view.run().task())
          .field("schedule", view -> view.run().schedule())
          .field("due", view -> view.run().due())
          .column("submitted", "SUBMITTED (UTC)", view -> view.run().submitted())
          .column("by", "BY", view -> view.run().by())
          .field("params", view -> view.run().params())
          .field("if", view -> view.run().conditions());

  /** A run with its jobs; they are the rows of the table. */
  public static final View<RunView> RUN =
      HEADS
          .field("jobs", view -> JOBS.documents(view.jobs()))
          .withTable(JOBS, runs -> runs.stream().flatMap(run -> run.jobs().stream()).toList());

  /** Runs with the number of jobs for each outcome. */
  public static final View<RunView> RUNS =
      HEADS
          .field("ended", RunView::hasEnded)
          .column("outcomes", "OUTCOME", RunView::counts, RunViews::counts)
          .field("jobs", view -> view.jobs().stream().map(JobView::id).toList());

  private RunViews() {}

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
    if (!job.hasEnded()) {
      return job.word().equals("waiting") ? Colour.DIM : Colour.YELLOW;
    }
    return job.hasFailed() ? Colour.RED : Colour.GREEN;
  }

  /** Returns how long the last attempt took; empty while there is nothing to tell. */
  public static Optional<Duration> duration(JobView job) {
    return outcome(job).map(JobOutcome::duration);
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
    return new Cell(countsText(run), colour);
  }

  /** Returns {@code 2 ok, 1 failed}. */
  public static String countsText(RunView run) {
    return run.counts().entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
