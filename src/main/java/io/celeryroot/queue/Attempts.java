// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.TaskRules;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimKeys;
import io.celeryroot.queue.claim.ClaimRegistry;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes what happens to claimed jobs: every change is decided by {@link JobMeta} on the stored
 * state and written only if that is still the stored one. The record comes first, then the message
 * leaves the claimed list, so a crash in between is mended by whoever finds the message.
 * Thread-safe.
 */
public final class Attempts {

  /** Time for which a second message of a running job is put aside. */
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private final Redis redis;
  private final Retention retention;
  private final JobRecords records;
  private final MessageMover moves;
  private final Isolated isolated;
  private final ClaimRegistry claims = new ClaimRegistry();
  private final ClaimRecords claimRecords;
  private final ClaimExits exits;
  private final BadMessages bad;
  private final LostJobs lost;

  /**
   * @param rules tasks of the worker's cl.yaml
   * @param resultsKept how long results stay
   * @param onSpoiledKey is told of a key that holds what is not ours. A message that cannot be
   *     moved because of it stays where it is, until {@link WorkerSession#recover()} or {@link
   *     Recovery#sweep()} can; what is on record about its job is right all the same
   * @param ends is told of jobs that get their result here
   */
  public Attempts(
      Redis redis,
      TaskRules rules,
      Duration resultsKept,
      Consumer<QueueUnavailable> onSpoiledKey,
      JobListener ends) {
    this.redis = redis;
    this.isolated = new Isolated(onSpoiledKey);
    this.retention = new Retention(resultsKept, rules);
    this.records = new JobRecords(redis, retention, ends);
    this.moves = new MessageMover(redis, retention);
    this.claimRecords = new ClaimRecords(redis, records, moves, claims, isolated);
    this.exits =
        new ClaimExits(records, moves, new JobQueues(redis, resultsKept), claims, isolated);
    this.bad = new BadMessages(redis, records, moves, exits);
    this.lost = new LostJobs(rules, records, moves, claims, claimRecords, exits, bad);
  }

  TaskRules rules() {
    return retention.rules();
  }

  /**
   * Returns true if the job was never begun and may be now, so that its conditions count.
   *
   * @throws QueueUnavailable call again or release it
   */
  public boolean isNew(Claim claim) {
    Job job = claim.job();
    JobRecord stored = records.readProven(job.id());
    Instant now = stored.readAt();
    return stored.meta().isWaiting()
        && stored.meta().attempt() == 0
        && reasonNotToRun(job, now, false).isEmpty()
        && job.eta().filter(now::isBefore).isEmpty();
  }

  /**
   * Ends a job that was not begun, without an attempt, and lets go of it.
   *
   * @return whether that is its result: it had none before
   * @throws QueueUnavailable call again
   */
  public boolean endUnbegun(Claim claim, JobOutcome outcome) {
    Optional<JobRecord> ended =
        claimRecords.change(claim, outcome, meta -> meta.end(outcome.outcome()));
    exits.ack(claim);
    return ended.isPresent();
  }

  /**
   * Puts a new attempt on record, if the job may run.
   *
   * @throws QueueUnavailable do not run it; call again or release it
   */
  public Begin begin(Claim claim) {
    JobRecords.Begun first = records.begin(claim);
    return first.isNow() ? begun(claim, first.record()) : beginAgain(claim, first);
  }

  /** Notes the record of the attempt, for it may vanish while the job runs. */
  private Begin begun(Claim claim, JobRecord record) {
    JobMeta meta = record.meta();
    claims.begun(claim, record);
    if (retention.mayOutliveItsSlot(claim.job(), meta.attempt())) {
      exits.move(() -> moves.hold(claim.job()));
    }
    return new Begin.Run(meta.attempt(), meta.failed(), record.readAt());
  }

  /** A job that something is on record about, or that must not run now. */
  private Begin beginAgain(Claim claim, JobRecords.Begun seen) {
    Job job = claim.job();
    JobRecord stored = seen.record();
    if (stored.meta().isHeldByOther(claim.token())) {
      if (claimRecords.isHeldByOther(claim, stored)) {
        exits.delay(claim, "+" + ASIDE.toMillis());
        return new Begin.Settled("runs on worker " + stored.worker().orElse("unknown"));
      }
      // Only the claim of a dead worker proves that its attempt began, and is lost.
      if (lost.lose(claim, records.proven(stored))) {
        return new Begin.Settled("lost");
      }
      stored = records.readProven(job.id());
    }
    if (stored.meta().state().isTerminal()) {
      exits.ackEnded(claim, stored);
      return new Begin.Settled("ended before: " + stored.meta().state());
    }
    Instant now = stored.readAt();
    Optional<Outcome> end = reasonNotToRun(job, now, seen.isCancelled());
    if (end.isPresent()) {
      claimRecords.change(claim, JobOutcome.of(end.get(), "", now), meta -> meta.end(end.get()));
      exits.ack(claim);
      return new Begin.Settled(end.get().word());
    }
    long eta = job.eta().map(JobRecords::roundedUp).orElse(0L);
    long notBefore = Math.max(stored.meta().notBefore(), eta);
    if (notBefore > now.toEpochMilli()) {
      exits.delay(claim, String.valueOf(notBefore));
      return new Begin.Settled("not before " + Instant.ofEpochMilli(notBefore));
    }
    // Somebody else may have been faster since the look above: then the next look tells what to do.
    return records.start(claim).map(record -> begun(claim, record)).orElseGet(() -> begin(claim));
  }

  private static Optional<Outcome> reasonNotToRun(Job job, Instant now, boolean isCancelled) {
    if (job.expires().isPresent() && !now.isBefore(job.expires().get())) {
      return Optional.of(Outcome.EXPIRED);
    }
    return isCancelled ? Optional.of(Outcome.CANCELLED) : Optional.empty();
  }

  /**
   * Stores the result of the job, then lets go of it. The first result of a job stays.
   *
   * @throws QueueUnavailable keep the result and call again
   */
  public Finish finish(Claim claim, JobOutcome outcome) {
    Optional<JobRecord> ended =
        claimRecords.change(claim, outcome, meta -> meta.finish(claim.token(), outcome.outcome()));
    if (ended.isEmpty()) {
      return superseded(claim);
    }
    exits.ack(claim);
    claimRecords.note(claim.job(), claim.worker(), outcome.outcome());
    return Finish.STORED;
  }

  /**
   * Stores the result of a begun job, lets go of it and claims the next one in one step.
   *
   * @return as {@link JobRecords#end}; empty also where that is not possible
   */
  Optional<List<?>> finishAtOnce(Claim claim, JobOutcome outcome, ClaimKeys next) {
    Optional<JobRecord> begun = claims.begun(claim);
    if (begun.isEmpty() || redis.isCluster() || !claim.job().options().canvas().isEmpty()) {
      return Optional.empty();
    }
    Optional<List<?>> ended =
        isolated
            .get(() -> records.end(claim, begun.get(), outcome, next))
            .flatMap(Function.identity());
    ended.ifPresent(answer -> claims.remove(claim));
    return ended;
  }

  /** Leaves the message alone: under the worker's name it may be a new claim of another process. */
  private Finish superseded(Claim claim) {
    claims.remove(claim);
    return Finish.SUPERSEDED;
  }

  /**
   * Records a failed attempt and has the job tried again after {@code delay}; ends a job that was
   * cancelled meanwhile.
   *
   * @throws QueueUnavailable keep the outcome and call again
   */
  public Finish retryLater(Claim claim, JobOutcome outcome, Duration delay) {
    if (isCancelRequested(claim.job().id())) {
      Finish end = finish(claim, JobOutcome.of(Outcome.CANCELLED, "", outcome.started()));
      return end == Finish.STORED ? Finish.CANCELLED : end;
    }
    long due = redis.serverTimeNow().plus(delay).toEpochMilli();
    Optional<JobRecord> next =
        claimRecords.change(claim, outcome, meta -> meta.retry(claim.token(), due));
    if (next.isEmpty()) {
      return superseded(claim);
    }
    exits.delay(claim, String.valueOf(next.get().meta().notBefore()));
    return Finish.STORED;
  }

  /**
   * Puts a job back at the front of its line; an attempt that had begun does not count.
   *
   * @throws QueueUnavailable {@link WorkerSession#recover} puts it back
   */
  public void release(Claim claim) {
    abandon(claim);
    exits.move(() -> moves.release(claim));
  }

  /**
   * Gives up a claim; its message is moved by the caller, or by {@link WorkerSession#recover}. An
   * attempt that had begun does not count.
   */
  public void abandon(Claim claim) {
    claimRecords.giveBack(claim);
  }

  /**
   * Ends a job as {@code rejected (reason)} and keeps its message among the dead letters.
   *
   * @param reason as a fact, without secrets, such as {@code unknown task}
   * @return whether that is news: the job had not ended before
   */
  public boolean reject(Claim claim, String reason) {
    Instant now = redis.serverTimeNow();
    Optional<JobRecord> ended =
        claimRecords.change(
            claim,
            JobOutcome.of(Outcome.REJECTED, reason, now),
            meta ->
                meta.finish(claim.token(), Outcome.REJECTED).or(() -> meta.end(Outcome.REJECTED)));
    exits.bury(claim, reason, List.of(), now);
    return ended.isPresent();
  }

  /**
   * Returns true if somebody asked for the job to be ended; those of a whole worker: {@link
   * Cancellations#requested}.
   */
  public boolean isCancelRequested(String job) {
    return records.isCancelRequested(job);
  }

  /**
   * Selects the begun claims that are no longer on record as running: somebody else has their jobs,
   * or they have ended.
   */
  public Set<Claim> takenOver(Collection<Claim> begun) {
    return begun.stream()
        .filter(claim -> !claimRecords.isHeld(claim))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Logs what a flood of bad messages left out of the log; call it every few seconds. */
  public void tellBadMessages() {
    bad.tellRest();
  }

  /** The jobs of workers that died. */
  public LostJobs lost() {
    return lost;
  }

  BadMessages bad() {
    return bad;
  }

  ClaimExits exits() {
    return exits;
  }

  Isolated isolated() {
    return isolated;
  }

  MessageMover moves() {
    return moves;
  }

  JobRecords records() {
    return records;
  }

  ClaimRegistry claims() {
    return claims;
  }
}
