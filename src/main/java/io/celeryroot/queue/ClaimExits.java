// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.canvas.NextJobs;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimRegistry;
import io.celeryroot.redis.Isolated;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes the messages of claims out of the worker's hands when their jobs are on record. What cannot
 * be moved because of a spoiled key stays, and is told by {@link #takeStrays()}. Thread-safe.
 */
final class ClaimExits {

  private final JobRecords records;
  private final MessageMover moves;
  private final JobQueues queues;
  private final ClaimRegistry claims;
  private final Isolated isolated;
  private volatile boolean hasStrays;

  ClaimExits(
      JobRecords records,
      MessageMover moves,
      JobQueues queues,
      ClaimRegistry claims,
      Isolated isolated) {
    this.records = records;
    this.moves = moves;
    this.queues = queues;
    this.claims = claims;
    this.isolated = isolated;
  }

  /**
   * Finishes the work of a worker that died between the result and the ack; returns whether the
   * message was moved.
   */
  boolean ackEnded(Claim claim, JobRecord stored) {
    Optional<String> reason = stored.reasonOfDeath();
    return reason.isPresent() ? bury(claim, reason.get(), List.of(), stored.readAt()) : ack(claim);
  }

  /** Has a job whose end is on record followed by the next, and takes its message away. */
  boolean ack(Claim claim) {
    String claimed = Keys.claimed(claim.job().target(), claim.worker());
    return letGo(
        claim,
        () -> {
          sendNext(claim.job());
          moves.ack(claim.job(), claim.message(), claimed);
        });
  }

  /**
   * Puts the message aside until a time.
   *
   * @param due ms of the Redis clock, or {@code +} and ms from now
   */
  void delay(Claim claim, String due) {
    letGo(claim, () -> moves.delay(claim, due));
  }

  /** Puts the message among the dead letters. */
  boolean bury(Claim claim, String reason, List<String> history, Instant now) {
    byte[] message = claim.message().getBytes(UTF_8);
    return letGo(
        claim,
        () -> {
          sendNext(claim.job());
          moves.bury(claim.job(), claim.worker(), message, reason, history, now);
        });
  }

  /**
   * Sends the jobs that follow one that has ended, before its message leaves: whoever finds the
   * message after a crash sends them again, each once for its id.
   */
  private void sendNext(Job job) {
    if (!job.options().canvas().isEmpty()) {
      JobRecord stored = records.read(job.id());
      JobResult result = CeleryResultCodec.read(job.id(), stored.fields(), "");
      NextJobs.of(job, result, stored.readAt()).forEach(queues::enqueue);
      JobOutcome broken =
          JobOutcome.of(
              Outcome.FAILED,
              "job " + job.id() + " before it: " + result.outcomeText(),
              stored.readAt());
      NextJobs.never(job, result, stored.readAt())
          .forEach(next -> records.endWaiting(next, broken));
    }
  }

  private boolean letGo(Claim claim, Runnable move) {
    boolean isMoved = move(move);
    claims.remove(claim);
    return isMoved;
  }

  /** The record is written: a message that a spoiled key keeps where it is can wait. */
  boolean move(Runnable move) {
    boolean isMoved = isolated.run(move);
    hasStrays |= !isMoved;
    return isMoved;
  }

  /** Returns true if a message was left where it was since the last call. */
  boolean takeStrays() {
    boolean had = hasStrays;
    hasStrays = false;
    return had;
  }
}
