// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.OnLost;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobMeta;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobState;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimRegistry;
import java.util.List;
import java.util.Optional;

/** Settles the jobs of workers that died, and those of which nothing is left. Thread-safe. */
public final class LostJobs {

  private final TaskRules rules;
  private final JobRecords records;
  private final MessageMover moves;
  private final ClaimRegistry claims;
  private final ClaimRecords claimRecords;
  private final ClaimExits exits;
  private final BadMessages bad;

  LostJobs(
      TaskRules rules,
      JobRecords records,
      MessageMover moves,
      ClaimRegistry claims,
      ClaimRecords claimRecords,
      ClaimExits exits,
      BadMessages bad) {
    this.rules = rules;
    this.records = records;
    this.moves = moves;
    this.claims = claims;
    this.claimRecords = claimRecords;
    this.exits = exits;
    this.bad = bad;
  }

  /**
   * Requeues a message that no living claim knows of, of a dead worker or of this process, or acks
   * it when its job has ended. An attempt of a process that has meanwhile started under the dead
   * one's name is left alone.
   *
   * @param allowedInstance whose lease may live: its attempts were broken off, and are not counted
   *     as lost; empty: none
   * @return true: it was moved
   */
  boolean reclaim(Target target, String worker, byte[] message, String allowedInstance) {
    Claim claim;
    JobRecord stored;
    try {
      String text = MessageCodec.decode(message);
      Job job = rules.named(MessageCodec.read(text, target));
      stored = records.read(job.id());
      claim = new Claim(job, text, worker, stored.meta().token().orElse(""));
    } catch (UnreadableMessage e) {
      bad.bury(target, worker, message, e);
      return false;
    }
    boolean isOpen = claims.isOpen(claim.token());
    boolean isOwn =
        !allowedInstance.isEmpty() && WorkerIncarnation.of(claim.token()).equals(allowedInstance);
    boolean isBegun =
        stored.meta().state() == JobState.STARTED
            && stored.worker().equals(Optional.of(worker))
            && !isOpen;
    if (isBegun
        && !isOwn
        && !claimRecords.isHeldByLiveWorker(claim.job(), stored)
        && lose(claim, stored)) {
      return true;
    }
    if (stored.meta().state().isTerminal()) {
      return exits.ackEnded(claim, stored);
    }
    if (isOwn && !isOpen) {
      claimRecords.giveBack(claim);
    }
    return moves.requeue(target, worker, message, allowedInstance);
  }

  /**
   * Ends a job as lost of which no message is left.
   *
   * @param reason as a fact
   * @return false: it has ended, or a live worker has it
   */
  public boolean endVanished(Job job, String reason) {
    JobRecord stored = records.readProven(job.id());
    boolean isBegun = stored.meta().state() == JobState.STARTED;
    if (isBegun && claimRecords.isHeldByLiveWorker(job, stored)) {
      return false;
    }
    String token = stored.meta().token().orElse("");
    return records
        .change(
            job,
            stored.worker().orElse(""),
            JobOutcome.of(Outcome.LOST, reason, stored.readAt()),
            meta -> meta.lost(token, OnLost.FAIL).or(() -> meta.end(Outcome.LOST)))
        .isPresent();
  }

  /**
   * Counts an attempt whose worker died.
   *
   * @param seen the record of the attempt
   * @return whether that was the end of the job
   */
  boolean lose(Claim finder, JobRecord seen) {
    Job job = finder.job();
    String token = seen.meta().token().orElse("");
    String worker = seen.worker().orElse("unknown");
    String name = WorkerIncarnation.worker(worker);
    OnLost onLost = seen.onLost().orElseGet(() -> rules.onLost(job.task()));
    boolean cancelled = records.isCancelRequested(job.id());
    Outcome outcome = cancelled ? Outcome.CANCELLED : Outcome.LOST;
    Optional<JobMeta> next =
        records
            .change(
                job,
                worker,
                Optional.of(JobOutcome.of(outcome, "worker " + name + " died", seen.readAt())),
                stored -> stored.latin().equals(seen.latin()) ? seen : records.proven(stored),
                meta -> cancelled ? meta.cancelLost(token) : meta.lost(token, onLost))
            .map(JobRecord::meta);
    next.ifPresent(
        meta ->
            WorkerLog.warn(
                "job {} host={} attempt={}: worker {} stopped responding; {}",
                job.id(),
                job.target().host().orElse(name),
                meta.attempt(),
                name,
                meta.state().isTerminal() ? outcome.word() : "requeued"));
    if (next.isEmpty() || !next.get().state().isTerminal()) {
      return false;
    }
    claimRecords.note(job, worker, outcome);
    int lost = next.get().lost();
    if (cancelled || onLost == OnLost.FAIL) {
      exits.ack(finder);
    } else {
      List<String> history = List.of(lost + " attempts lost, the last on worker " + worker);
      exits.bury(finder, "lost " + lost + " times", history, seen.readAt());
    }
    return true;
  }
}
