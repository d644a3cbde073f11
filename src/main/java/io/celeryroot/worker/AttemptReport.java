// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.TraceContext;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.Spans.OpenSpan;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log, the counters, the listener and the spans what becomes of jobs. Thread-safe. */
final class AttemptReport {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final String host;
  private final EngineListener listener;
  private final InFlightJobs inFlight;
  private final Spans spans;
  private final ConsumerStats stats = new ConsumerStats();

  AttemptReport(String host, EngineListener listener, InFlightJobs inFlight, Spans spans) {
    this.host = host;
    this.listener = listener;
    this.inFlight = inFlight;
    this.spans = spans;
  }

  ConsumerStats stats() {
    return stats;
  }

  /** A claim begins; the span lasts until the job is settled. */
  OpenSpan claimed(Job job) {
    stats.claimed(Instant.now());
    OpenSpan span = spans.start("claim", job.traceOrOwn(), isOwnTrace(job));
    job.run().ifPresent(run -> span.set("celeryroot.run", run));
    job.schedule().ifPresent(schedule -> span.set("celeryroot.schedule", schedule));
    span.set("celeryroot.job", job.id());
    span.set("celeryroot.task", job.task());
    span.set("celeryroot.host", host);
    return span;
  }

  /** An attempt begins to run. */
  void started(JobAttempt attempt, OpenSpan span) {
    inFlight.started(attempt);
    listener.started(attempt.job(), host, attempt.number());
    span.set("celeryroot.attempt", String.valueOf(attempt.number()));
  }

  /** Tells a span the outcome by name only: a reason may quote what somebody passed. */
  static void tell(OpenSpan span, Outcome outcome) {
    span.set("celeryroot.outcome", outcome.word());
    if (InFlightJobs.isFailure(outcome)) {
      span.failed(outcome.word());
    }
  }

  /** The result of an attempt is about to be stored. */
  OpenSpan storing(JobAttempt attempt, OpenSpan parent) {
    OpenSpan storing = spans.start("result", parent.context());
    storing.set("celeryroot.job", attempt.job().id());
    return storing;
  }

  /** A job was refused and is on record as that. */
  void refused(Job job, String reason) {
    stats.refusedOne();
    JobOutcome outcome = JobOutcome.of(Outcome.REJECTED, reason, Instant.now());
    inFlight.ended(outcome);
    LOG.warn("job {} host={}: {}; kept among the dead letters", job.id(), host, outcome.text());
    listener.ended(job, host, outcome, true);
  }

  /** A claimed job does not run, for a reason that is on record. */
  void notRun(Job job, String why) {
    LOG.info("job {} host={}: not run: {}", job.id(), host, why);
  }

  /** An attempt failed and will be tried again. */
  void retried(JobAttempt attempt, JobOutcome outcome, double delaySeconds) {
    attemptEnded(attempt, outcome, "; again in " + delaySeconds + " s", false);
  }

  /** An attempt failed; its job was cancelled meanwhile and is not tried again. */
  void cancelledMeanwhile(JobAttempt attempt, JobOutcome outcome, JobOutcome result) {
    jobEnded(result);
    attemptEnded(attempt, outcome, "; cancelled meanwhile, not tried again", true);
  }

  /** A job has its result. */
  void ended(JobAttempt attempt, JobOutcome outcome) {
    jobEnded(outcome);
    attemptEnded(attempt, outcome, "", true);
  }

  /** An outcome came too late: another worker had the job by then. */
  void late(JobAttempt attempt, JobOutcome outcome) {
    LOG.warn(
        "{}: {}, but its job was taken over; result not stored, refused={}",
        attempt,
        outcome.text(),
        stats.lateOne());
  }

  /** An outcome could not be stored before the worker had to stop. */
  void notStored(JobAttempt attempt, JobOutcome outcome) {
    LOG.error(
        "{}: {} after {} s, not stored: Redis is away and this worker stops; the job is requeued"
            + " when its lease ends",
        attempt,
        outcome.text(),
        outcome.duration().toMillis() / 1000.0);
  }

  private void jobEnded(JobOutcome result) {
    inFlight.ended(result);
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

  /** Whether nobody has written what the job is a part of. */
  private static boolean isOwnTrace(Job job) {
    return job.traceOrOwn().equals(TraceContext.of(job.run().orElse(job.id()), job.id()));
  }
}
