// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.job.sign.RecordSeal;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimRegistry;
import io.celeryroot.queue.host.LastRuns;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import java.util.Optional;
import java.util.function.Function;

/** Records of the jobs that this process has claimed, and changes to them. Thread-safe. */
final class ClaimRecords {

  private final Redis redis;
  private final JobRecords records;
  private final MessageMover moves;
  private final ClaimRegistry claims;
  private final Isolated isolated;
  private final LastRuns lastRuns;

  ClaimRecords(
      Redis redis,
      JobRecords records,
      MessageMover moves,
      ClaimRegistry claims,
      Isolated isolated) {
    this.redis = redis;
    this.records = records;
    this.moves = moves;
    this.claims = claims;
    this.isolated = isolated;
    this.lastRuns = new LastRuns(redis);
  }

  /**
   * Takes a step on the record of the claimed job.
   *
   * @return the new record; empty: the step is not possible, and nothing was written
   */
  Optional<JobRecord> change(
      Claim claim, JobOutcome outcome, Function<JobMeta, Optional<JobMeta>> step) {
    return records.change(
        claim.job(), claim.worker(), Optional.of(outcome), stored -> believed(claim, stored), step);
  }

  /**
   * The record of a claim that is alive. While its message is in the worker's hands, a record that
   * vanished is the one that the attempt was begun with. The message is put back there if Redis has
   * lost all of its data.
   */
  private JobRecord believed(Claim claim, JobRecord stored) {
    boolean isUnproven = RecordSeal.isUnproven(redis.seals(), stored);
    if (!isUnproven && !stored.isForeign()) {
      return stored;
    }
    boolean isHeld = stored.meta().isHeldBy(claim.token());
    return claims
        .begun(claim)
        .filter(begun -> isHeld || moves.isClaimed(claim) || isRestored(claim, begun, stored))
        .map(begun -> begun.inPlaceOf(stored))
        .orElseGet(() -> isHeld ? stored : records.proven(stored));
  }

  /**
   * Claims a job of ours again that has left nothing, not even the marker of its submission. Those
   * of Celery clients have no marker, so another worker may have ended one of them.
   */
  private boolean isRestored(Claim claim, JobRecord begun, JobRecord stored) {
    boolean isRestored =
        stored.latin().isEmpty() && claim.job().run().isPresent() && moves.restore(claim, begun);
    if (isRestored) {
      WorkerLog.warn(
          "job {} host={}: Redis has lost it: it was emptied, or restarted without its data;"
              + " claimed again",
          claim.job().id(),
          claim.job().target().host().orElse(claim.worker()));
    }
    return isRestored;
  }

  /**
   * Returns true if the job is on record as running by this claim. A record that vanished is put
   * back, for it says what is to happen if this worker dies too.
   */
  boolean isHeld(Claim claim) {
    JobRecord stored = records.read(claim.job().id());
    boolean isHeld = believed(claim, stored).meta().isHeldBy(claim.token());
    claims
        .begun(claim)
        .filter(begun -> isHeld && stored.latin().isEmpty())
        .ifPresent(begun -> records.restore(claim.job(), begun));
    return isHeld;
  }

  /** Gives up a claim; an attempt that had begun does not count. Its message stays. */
  void giveBack(Claim claim) {
    JobOutcome released = JobOutcome.of(Outcome.FAILED, "released", redis.serverTimeNow());
    try {
      change(claim, released, meta -> meta.giveBack(claim.token()));
    } finally {
      claims.remove(claim);
    }
  }

  /** Remembers the end of a job that ran. */
  void note(Job job, String worker, Outcome outcome) {
    isolated.run(() -> lastRuns.note(job, worker, outcome, redis.serverTimeNow()));
  }

  /**
   * Returns true if the worker on record has its lease, and the job in its hands if only that says
   * so. A state that a foreign worker wrote has no token and is left to that worker.
   */
  boolean isHeldByLiveWorker(Job job, JobRecord stored) {
    return hasLease(stored)
        && (!RecordSeal.isUnproven(redis.seals(), stored)
            || isolated
                .get(() -> moves.isClaimed(job, stored.worker().orElseThrow()))
                .orElse(false));
  }

  /** Returns true if another claim, which is alive, has the job of a claim. */
  boolean isHeldByOther(Claim claim, JobRecord stored) {
    String token = stored.meta().token().orElse("");
    boolean isOwn =
        RecordSeal.isUnproven(redis.seals(), stored)
            && WorkerIncarnation.of(token).equals(WorkerIncarnation.of(claim.token()));
    return isOwn ? claims.isOpen(token) : isHeldByLiveWorker(claim.job(), stored);
  }

  private boolean hasLease(JobRecord stored) {
    Optional<String> token = stored.meta().token();
    if (token.isEmpty() || stored.worker().isEmpty() || stored.queue().isEmpty()) {
      return false;
    }
    String key = Keys.lease(stored.queue().get(), stored.worker().get());
    // A lease that cannot be read may be held.
    return isolated
        .get(() -> Optional.ofNullable(redis.call("reading a lease", j -> j.get(key))))
        .map(holder -> holder.equals(Optional.of(WorkerIncarnation.of(token.get()))))
        .orElse(true);
  }
}
