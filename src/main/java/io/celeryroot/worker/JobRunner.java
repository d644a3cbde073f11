// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RetryPolicy;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.monitor.LogFields;
import io.celeryroot.monitor.Spans.OpenSpan;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.WorkerSession;
import io.celeryroot.queue.WorkerSession.Settled;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.task.process.Leftovers;
import io.celeryroot.text.Shortage;
import io.celeryroot.worker.trust.JobTrust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a claimed job to its end: admits it, records the attempt, runs the route, records the
 * outcome. Thread-safe.
 */
final class JobRunner {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final Parts parts;
  private final Map<String, String> vars;
  private final LeaseHolder lease;
  private final Set<JobAttempt> running = ConcurrentHashMap.newKeySet();
  private final FencedAttempts fenced;
  private final OutputFlusher outputs;
  private final StartCheck conditions;

  /**
   * Collaborators of a runner.
   *
   * @param config tasks and their parameters
   * @param gate says whether a job that ends makes room for the next; told of shortages
   * @param route runs an admitted job
   * @param trust says whether a job may run by its signature
   * @param facts for the conditions of jobs
   * @param live surrounds attempts
   */
  record Parts(
      WorkerIdentity identity,
      ClConfig config,
      Attempts attempts,
      ClaimGate gate,
      PersistentWriter writer,
      RedisAvailability availability,
      AttemptRoute route,
      AttemptReport report,
      JobTrust trust,
      FactReader facts,
      JobAttempt.Live live) {}

  JobRunner(Parts parts, LeaseHolder lease) {
    this.parts = parts;
    this.lease = lease;
    this.vars = parts.config().varsOf(parts.identity().host());
    this.fenced = new FencedAttempts(parts.attempts(), lease, running);
    this.outputs = new OutputFlusher(parts.availability());
    this.conditions = new StartCheck(parts.attempts(), parts.writer(), parts.facts());
  }

  /**
   * Runs a job on the caller's thread. Returns when it is settled, whatever happened.
   *
   * @return the job that was claimed in its place; empty: none
   */
  Optional<Claim> run(Claim claim) {
    try (LogFields fields = LogFields.of(claim.job(), parts.identity().host())) {
      return settle(claim, fields);
    } catch (InterruptedException e) {
      giveUp(claim);
      Thread.currentThread().interrupt();
    } catch (QueueUnavailable e) {
      LOG.error("{}: {}; requeued when the lease ends", claim.job(), e.getMessage());
    } catch (OutOfMemoryError e) {
      OutOfThreads.halt(e);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: {}; kept among the dead letters", claim.job(), e, e);
      rejectDefective(claim);
    }
    return Optional.empty();
  }

  /** Attempts that run now. */
  List<JobAttempt> running() {
    return List.copyOf(running);
  }

  /** Asks all attempts to end, and stops repeating writes. */
  void endAll(JobAttempt.End why) {
    parts.writer().stop();
    running.forEach(attempt -> attempt.end(why));
    parts.facts().endAll(why);
  }

  /** Ends attempts whose jobs belong to other workers now; call it every second. */
  void endTakenOver() {
    fenced.end();
  }

  /** Ends calls of endpoints after their timeout. The process runner does that for processes. */
  void endOverdue() {
    running.stream()
        .filter(attempt -> attempt.task().action() instanceof Action.To)
        .filter(attempt -> attempt.age().compareTo(attempt.timeout(attempt.task().timeout())) > 0)
        .forEach(attempt -> attempt.end(JobAttempt.End.TIMED_OUT));
  }

  /** Logs what a flood of bad messages left out of the log, and the end of a shortage. */
  void tellRest() {
    parts.attempts().tellBadMessages();
    parts.report().tellRest();
    parts.gate().tellEnd();
  }

  /**
   * Has the worker claim nothing for a while, because the machine lacks something that jobs need.
   */
  void lacks(Shortage shortage) {
    parts.gate().lacks(shortage);
  }

  /** Stores the new output of the running jobs. Waits for one if none runs. */
  void storeOutput() {
    try {
      outputs.await(running);
      outputs.store(running);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Longest time that the end of a running attempt may take. */
  Duration slowestEnd() {
    return running.stream()
        .map(attempt -> attempt.task().killAfter())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Releases a job that was not begun. If Redis is away, the end of the lease releases it. */
  void release(Claim claim) {
    try {
      parts.attempts().release(claim);
    } catch (QueueUnavailable e) {
      parts.availability().failed(e);
    }
  }

  private Optional<Claim> settle(Claim claim, LogFields fields) throws InterruptedException {
    TraceContext trace = claim.job().traceOrOwn();
    try (OpenSpan span = parts.report().claimed(claim.job(), trace)) {
      fields.trace(trace);
      try {
        return admit(claim, fields, span);
      } catch (QueueUnavailable e) {
        span.failed("Redis is away");
        throw e;
      } catch (RuntimeException e) {
        AttemptReport.tell(span, Outcome.REJECTED);
        span.failed("a defect of the worker");
        throw e;
      }
    }
  }

  private Optional<Claim> admit(Claim claim, LogFields fields, OpenSpan span)
      throws InterruptedException {
    Optional<String> distrust = parts.trust().objection(claim);
    Admission admission =
        distrust.isPresent()
            ? new Admission.Refused(distrust.get())
            : Admission.of(claim.job(), parts.identity().role(), parts.config(), vars);
    if (admission instanceof Admission.Admitted admitted) {
      parts.writer().untilStored(fenced::end);
      fenced.awaitEnd();
      try {
        Optional<JobOutcome> objection = conditions.objection(claim, admitted.conditions());
        if (objection.isEmpty()) {
          return begin(claim, admitted, fields, span);
        }
        endUnbegun(claim, objection.get(), span);
      } catch (Shortage e) {
        lacks(e);
        parts.writer().untilStored(() -> parts.attempts().release(claim));
      }
    } else if (admission instanceof Admission.Refused refused) {
      AttemptReport.tell(span, Outcome.REJECTED);
      reject(claim, refused.reason());
    }
    return Optional.empty();
  }

  private Optional<Claim> begin(
      Claim claim, Admission.Admitted admitted, LogFields fields, OpenSpan span)
      throws InterruptedException {
    Begin begin = parts.writer().untilStored(() -> parts.attempts().begin(claim));
    if (begin instanceof Begin.Run run) {
      JobAttempt attempt = new JobAttempt(claim, admitted, parts.identity(), run, parts.live());
      fields.attempt(run.attempt());
      if (run.attempt() - 1 > run.failed()) {
        endLeftovers(attempt);
      }
      return run(attempt, run.failed(), span);
    }
    if (begin instanceof Begin.Settled settled) {
      parts.report().notRun(claim.job(), settled.why());
    }
    return Optional.empty();
  }

  /** Ends a job whose conditions do not hold, unless the end of the worker broke them off. */
  private void endUnbegun(Claim claim, JobOutcome outcome, OpenSpan span)
      throws InterruptedException {
    if (parts.writer().isStopping()) {
      release(claim);
      return;
    }
    AttemptReport.tell(span, outcome.outcome());
    if (parts.writer().untilStored(() -> parts.attempts().endUnbegun(claim, outcome))) {
      parts.report().endedUnbegun(claim.job(), outcome);
    }
  }

  /** Ends the processes of an earlier attempt, whose worker died. */
  private static void endLeftovers(JobAttempt attempt) {
    int ended = new Leftovers().end(attempt.mark(), attempt.task().killAfter());
    if (ended > 0) {
      LOG.warn("{}: ended what the attempt before had left running when its worker died", attempt);
    }
  }

  private Optional<Claim> run(JobAttempt attempt, int failed, OpenSpan span)
      throws InterruptedException {
    running.add(attempt);
    outputs.begun();
    try {
      if (parts.writer().isStopping()) {
        release(attempt, "");
        return Optional.empty();
      }
      Optional<String> replayed =
          parts.trust().begin(attempt.claim(), attempt.task().retries().max());
      JobOutcome outcome =
          replayed.isPresent()
              ? JobOutcome.of(Outcome.REJECTED, replayed.get(), attempt.startedAt())
              : outcome(attempt, span);
      AttemptReport.tell(span, outcome.outcome());
      // The end of the attempt may have interrupted this thread, but the result must be stored.
      Thread.interrupted();
      OpenSpan storing = parts.report().storing(attempt, span);
      try {
        return finish(attempt, outcome, failed);
      } finally {
        storing.close();
      }
    } finally {
      running.remove(attempt);
    }
  }

  /** Runs the attempt. Where the machine lacks something for its process, the job is released. */
  private JobOutcome outcome(JobAttempt attempt, OpenSpan span) {
    parts.report().started(attempt, span);
    try {
      return parts.route().run(attempt, span);
    } catch (Shortage e) {
      lacks(e);
      attempt.end(JobAttempt.End.GIVEN_BACK);
      return JobOutcome.of(Outcome.CANCELLED, e.getMessage(), attempt.startedAt());
    }
  }

  private Optional<Claim> finish(JobAttempt attempt, JobOutcome outcome, int failed)
      throws InterruptedException {
    if (isReleased(attempt, outcome)) {
      outputs.end(attempt, false);
      parts.trust().givenBack(attempt.claim());
      release(attempt, outcome.reason());
      return Optional.empty();
    }
    Optional<Duration> retry =
        RetryPolicy.delay(attempt.task().retries(), outcome, failed, ThreadLocalRandom.current());
    outputs.end(attempt, retry.isEmpty() && !attempt.isTakenOver());
    try {
      Settled settled = parts.writer().untilStored(() -> store(attempt, outcome, retry));
      if (outcome.outcome() != Outcome.REJECTED) {
        parts.trust().ended(attempt.claim(), retry.isEmpty());
      }
      reportOrRelease(attempt, outcome, retry, settled);
      return settled.next();
    } catch (QueueUnavailable e) {
      parts.report().notStored(attempt, outcome);
      return Optional.empty();
    }
  }

  private Settled store(JobAttempt attempt, JobOutcome outcome, Optional<Duration> retry) {
    Attempts attempts = parts.attempts();
    Claim claim = attempt.claim();
    if (retry.isPresent()) {
      return Settled.of(attempts.retryLater(claim, outcome, retry.get()));
    }
    Optional<WorkerSession> session = lease.current().filter(open -> parts.gate().isOpen());
    return session.isPresent()
        ? session.get().finish(claim, outcome, parts.gate().nextTurn())
        : Settled.of(attempts.finish(claim, outcome));
  }

  /** A report that fails must not keep the next job from everybody. */
  private void reportOrRelease(
      JobAttempt attempt, JobOutcome outcome, Optional<Duration> retry, Settled settled) {
    try {
      report(attempt, outcome, retry, settled.finish());
    } catch (RuntimeException | Error e) {
      settled.next().ifPresent(this::release);
      throw e;
    }
  }

  private void report(
      JobAttempt attempt, JobOutcome outcome, Optional<Duration> retry, Finish finish) {
    AttemptReport report = parts.report();
    if (finish == Finish.SUPERSEDED) {
      report.late(attempt, outcome);
    } else if (finish == Finish.CANCELLED) {
      JobOutcome result = JobOutcome.of(Outcome.CANCELLED, "", outcome.started());
      outputs.settled(attempt, result);
      report.cancelledMeanwhile(attempt, outcome, result);
    } else if (retry.isPresent()) {
      report.retried(attempt, outcome, retry.get().toMillis() / 1000.0);
    } else {
      outputs.settled(attempt, outcome);
      report.ended(attempt, outcome);
    }
  }

  /**
   * @param shortage of the machine; empty: the worker stops
   */
  private void release(JobAttempt attempt, String shortage) throws InterruptedException {
    parts.writer().untilStored(() -> parts.attempts().release(attempt.claim()));
    LOG.info("{}: released, {}", attempt, shortage.isEmpty() ? "the worker stops" : shortage);
  }

  /**
   * Returns true if the stop of the worker, or a shortage, ended it: nobody cancelled it, and the
   * job is ours.
   */
  private static boolean isReleased(JobAttempt attempt, JobOutcome outcome) {
    return outcome.outcome() == Outcome.CANCELLED
        && !attempt.isTakenOver()
        && attempt.endReason().filter(JobAttempt.End.CANCELLED::equals).isEmpty();
  }

  private void reject(Claim claim, String reason) throws InterruptedException {
    if (parts.writer().untilStored(() -> parts.attempts().reject(claim, reason))) {
      parts.report().refused(claim.job(), reason);
    }
  }

  /** Rejects a job that this worker cannot handle: it must neither come back nor stay claimed. */
  private void rejectDefective(Claim claim) {
    try {
      reject(claim, "a defect of the worker, see its log");
    } catch (InterruptedException e) {
      giveUp(claim);
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{}: {}; requeued", claim.job(), e, e);
      giveUp(claim);
    }
  }

  /**
   * Gives up a claim, because an open one would keep its job as long as the lease is renewed. When
   * the worker stops, closing the session gives up all claims.
   */
  private void giveUp(Claim claim) {
    if (parts.writer().isStopping()) {
      return;
    }
    try {
      parts.attempts().abandon(claim);
    } catch (QueueUnavailable e) {
      parts.availability().failed(e);
    }
  }
}
