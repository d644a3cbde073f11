// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Views of jobs and their attempts. */
public final class JobViews {

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
          .column("outcome", "OUTCOME", JobViews::outcomeText, JobViews::outcomeCell)
          .column("duration_ms", "DURATION", JobViews::duration)
          .id("id", "JOB", JobView::id)
          .field("task", JobView::task)
          .field("exit_code", job -> outcome(job).map(JobOutcome::exitCode))
          .field("stdout", job -> outcome(job).map(JobOutcome::stdout))
          .field("stderr", job -> outcome(job).map(JobOutcome::stderr))
          .cell("OUTPUT", JobViews::lastLine)
          .field("truncated", job -> outcome(job).map(JobOutcome::truncated))
          .field("started", job -> job.result().flatMap(JobResult::started).map(Instant::toString))
          .field(
              "distrust",
              job -> job.result().map(JobResult::distrust).filter(text -> !text.isEmpty()))
          .field("attempt", job -> job.result().map(JobResult::attempt).orElse(0))
          .field("attempts", job -> ATTEMPTS.documents(attempts(job)));

  private JobViews() {}

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

  static Cell outcomeCell(JobView job) {
    return Cell.keptBeginning(job.word(), colour(job));
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
    return job.result().flatMap(JobViews::duration);
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
      return outcome(job).map(JobOutcome::lastLine).orElse("");
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
}
