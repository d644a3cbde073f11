// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.text.LineFlood;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the fate of jobs to the log, the counters, the listener and the spans. Thread-safe. */
final class AttemptReport {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");
  private static final String ENDED = "ended before: ";

  private final String host;
  private final EngineListener listener;
  private final Spans spans;
  private final ConsumerStats stats = new ConsumerStats();
  private final LineFlood refusals = new LineFlood();
  private final LineFlood repeats = new LineFlood();

  AttemptReport(String host, EngineListener listener, Spans spans) {
    this.host = host;
    this.listener = listener;
    this.spans = spans;
  }

  ConsumerStats stats() {
    return stats;
  }

  /** Reports a claim. The span lasts until the job is settled. */
  OpenSpan claimed(Job job, TraceContext trace) {
    stats.claimed(Instant.now());
    OpenSpan span =
        isOwnTrace(job, trace)
            ? spans.start("claim", trace.traceId())
            : spans.start("claim", Optional.of(trace));
    job.run().ifPresent(run -> span.set("celeryroot.run", run));
    job.schedule().ifPresent(schedule -> span.set("celeryroot.schedule", schedule));
    span.set("celeryroot.job", job.id());
    span.set("celeryroot.task", job.task());
    span.set("celeryroot.host", host);
    return span;
  }

  /** Reports an attempt that begins to run. */
  void started(JobAttempt attempt, OpenSpan span) {
    listener.started(attempt.job(), host, attempt.number());
    span.set("celeryroot.attempt", String.valueOf(attempt.number()));
  }

  /** Sets the outcome of a span, by name only: a reason may quote a value of somebody else. */
  static void tell(OpenSpan span, Outcome outcome) {
    span.set("celeryroot.outcome", outcome.word());
    if (ConsumerStats.isFailure(outcome)) {
      span.failed(outcome.word());
    }
  }

  /** Starts the span of storing a result. */
  OpenSpan storing(JobAttempt attempt, OpenSpan parent) {
    OpenSpan storing = spans.start("result", parent.context());
    storing.set("celeryroot.job", attempt.job().id());
    return storing;
  }

  /** Reports a job that was refused, which is on record. */
  void refused(Job job, String reason) {
    stats.refusedOne();
    JobOutcome outcome = JobOutcome.of(Outcome.REJECTED, reason, Instant.now());
    if (refusals.admits()) {
      LOG.warn("job {} host={}: {}; kept among the dead letters", job.id(), host, outcome.text());
    }
    listener.ended(job, host, outcome, true);
  }

  /** Reports a job that runs although it is not signed as it should be. */
  void distrusted(Job job, String reason) {
    LOG.warn(
        "job {} host={}: {}; runs, since security.signing is \"warn\"", job.id(), host, reason);
    listener.distrusted(job);
  }

  /** Reports a job that ended without an attempt, because of its conditions. */
  void endedUnbegun(Job job, JobOutcome outcome) {
    stats.ended(outcome);
    LOG.info("job {} host={}: {}", job.id(), host, outcome.text());
    listener.ended(job, host, outcome, true);
  }

  /** Reports a claimed job that does not run, for a reason that is on record. */
  void notRun(Job job, String why) {
    if (why.startsWith(ENDED + JobState.SUCCESS) || why.startsWith(ENDED + JobState.FAILURE)) {
      if (repeats.admits()) {
        LOG.warn(
            "job {} host={}: not run: {}; a result that was there first: sent twice, or somebody"
                + " else wrote to Redis",
            job.id(),
            host,
            why);
      }
      listener.foreign("result");
    } else {
      LOG.info("job {} host={}: not run: {}", job.id(), host, why);
    }
  }

  /** Reports how many jobs there were beyond those that were logged; call it every few seconds. */
  void tellRest() {
    int refused = refusals.left();
    if (refused > 0) {
      LOG.warn(
          "host={}: {} more jobs were rejected within a minute; fix: cl queue dead", host, refused);
    }
    int repeated = repeats.left();
    if (repeated > 0) {
      LOG.warn(
          "host={}: {} more jobs within a minute had a result before they began, and were not run",
          host,
          repeated);
    }
  }

  /** Reports a failed attempt that will be retried. */
  void retried(JobAttempt attempt, JobOutcome outcome, double delaySeconds) {
    attemptEnded(attempt, outcome, "; again in " + delaySeconds + " s", false);
  }

  /** Reports a failed attempt that is not retried, because its job was cancelled meanwhile. */
  void cancelledMeanwhile(JobAttempt attempt, JobOutcome outcome, JobOutcome result) {
    jobEnded(result);
    attemptEnded(attempt, outcome, "; cancelled meanwhile, not tried again", true);
  }

  /** Reports a job that has its result. */
  void ended(JobAttempt attempt, JobOutcome outcome) {
    jobEnded(outcome);
    attemptEnded(attempt, outcome, "", true);
  }

  /** Reports an outcome that came too late: another worker had the job by then. */
  void late(JobAttempt attempt, JobOutcome outcome) {
    LOG.warn(
        "{}: {}, but its job was taken over; result not stored, refused={}",
        attempt,
        outcome.text(),
        stats.lateOne());
  }

  /** Reports an outcome that could not be stored before the worker had to stop. */
  void notStored(JobAttempt attempt, JobOutcome outcome) {
    LOG.error(
        "{}: {} after {} s, not stored: Redis is away and this worker stops; the job is requeued"
            + " when its lease ends",
        attempt,
        outcome.text(),
        outcome.duration().toMillis() / 1000.0);
  }

  private void jobEnded(JobOutcome result) {
    stats.ended(result);
  }

  private void attemptEnded(JobAttempt attempt, JobOutcome outcome, String next, boolean isFinal) {
    LOG.info(
        "{}: {} after {} s{}",
        attempt,
        outcome.text(),
        outcome.duration().toMillis() / 1000.0,
        next);
    listener.ended(attempt.job(), host, outcome, isFinal);
  }

  /** Returns true if the message does not name a trace, so that the job starts its own. */
  private static boolean isOwnTrace(Job job, TraceContext trace) {
    return job.trace().isEmpty()
        || trace.equals(TraceContext.of(job.run().orElse(job.id()), job.id()));
  }
}
