// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.line.Member;
import io.celeryroot.queue.line.WaitingLine;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves messages between the lists of a queue; each move is one script and can be repeated. */
final class MessageMover {

  static final int MAX_DEAD = 1000;

  /** A longer message is not kept among the dead letters, only the fact: all must fit in memory. */
  static final int MAX_KEPT = 256 * 1024;

  private final Redis redis;
  private final Retention retention;

  MessageMover(Redis redis, Retention retention) {
    this.redis = redis;
    this.retention = retention;
  }

  /** The messages that a worker has taken from a list. */
  List<byte[]> claimed(Target target, String worker) {
    byte[] key = Keys.claimed(target, worker).getBytes(UTF_8);
    return redis.call("reading the claims of " + worker, j -> j.lrange(key, 0, -1));
  }

  /**
   * Requeues a message at the front of its line; returns whether a worker without a lease still had
   * it.
   */
  boolean requeue(Target target, String worker, byte[] message, String allowedInstance) {
    String doing = "requeueing a job of " + target.list();
    return requeue(doing, target, worker, message, allowedInstance);
  }

  /** Requeues the job of a claim of this process. */
  void release(Claim claim) {
    requeue(
        "releasing job " + claim.job().id(),
        claim.job().target(),
        claim.worker(),
        claim.message().getBytes(UTF_8),
        WorkerIncarnation.of(claim.token()));
  }

  /**
   * Claims the job of a claim of this process again, if Redis has lost everything of it. May be
   * repeated.
   *
   * @param begun record of its attempt
   * @return false: somebody else may have the job, or the slot of its schedule; or it is so old
   *     that what is missing may have expired
   */
  boolean restore(Claim claim, JobRecord begun) {
    Job job = claim.job();
    Target target = job.target();
    Instant submitted = job.submitted().orElse(begun.readAt());
    if (redis.serverTimeNow().isAfter(submitted.plus(retention.ended()))) {
      return false;
    }
    return redis.succeeds(
        "claiming job " + job.id() + " again",
        Script.RESTORE,
        List.of(
            Keys.claimed(target, claim.worker()),
            target.list(),
            Keys.slot(job),
            Keys.lease(target.queue(), claim.worker()),
            Keys.marker(target.queue(), job.id()),
            Keys.workers(target.queue())),
        claim.message(),
        WorkerIncarnation.of(claim.token()),
        job.id(),
        job.hasSlot() ? 1 : 0,
        retention.open(job).toMillis(),
        job.expires().map(at -> String.valueOf(at.toEpochMilli())).orElse(""),
        Member.text(claim.worker(), target));
  }

  private boolean requeue(
      String doing, Target target, String worker, byte[] message, String allowedInstance) {
    return redis.succeeds(
        doing,
        Script.MOVE,
        List.of(Keys.claimed(target, worker), target.list(), Keys.lease(target.queue(), worker)),
        message,
        allowedInstance);
  }

  /** Takes a message out of the key in which it lies, and passes its job's slot to the next. */
  void ack(Job job, String message, String source) {
    redis.run(
        "acking job " + job.id(),
        Script.ACK,
        Keys.ack(job, source),
        message,
        job.id(),
        job.hasSlot() ? 1 : 0,
        retention.open(job).toMillis());
  }

  /** Acks a job that waits. */
  void ack(WaitingLine.Entry waiting) {
    ack(waiting.job(), waiting.message(), waiting.source());
  }

  /** Acks a message and keeps it among the dead letters. */
  void bury(
      Job job, String worker, byte[] message, String reason, List<String> history, Instant now) {
    Target target = job.target();
    List<String> keys = new ArrayList<>(Keys.ack(job, Keys.claimed(target, worker)));
    keys.add(Keys.dead(target.queue()));
    boolean isLong = message.length > MAX_KEPT;
    redis.run(
        "moving a message of " + target.list() + " to the dead letters",
        Script.ACK,
        keys,
        message,
        job.id(),
        job.hasSlot() ? 1 : 0,
        retention.open(job).toMillis(),
        DeadLetter.toJson(
            job,
            reason,
            now,
            history,
            isLong ? "" : new String(message, UTF_8),
            isLong ? Optional.of(message.length) : Optional.empty()),
        MAX_DEAD,
        retention.ended().toMillis());
  }

  /** Returns true if a message is in the hands of the worker that claimed it. */
  boolean isClaimed(Claim claim) {
    String claimed = Keys.claimed(claim.job().target(), claim.worker());
    return redis.call(
            "looking for the claim of job " + claim.job().id(),
            j -> j.lpos(claimed, claim.message()))
        != null;
  }

  /** Returns true if some worker has claimed a message of the job. */
  boolean isClaimed(Job job) {
    Target target = job.target();
    return Member.all(redis, target.role(), target.queue()).stream()
        .filter(member -> member.list().equals(target))
        .anyMatch(member -> isClaimed(job, member.worker()));
  }

  /** Returns true if a worker has claimed a message of the job. */
  boolean isClaimed(Job job, String worker) {
    Target target = job.target();
    return claimed(target, worker).stream()
        .flatMap(message -> MessageCodec.tryRead(new String(message, UTF_8), target).stream())
        .anyMatch(claimed -> claimed.id().equals(job.id()));
  }

  /** Keeps the slot of its schedule for a job that goes on. */
  void hold(Job job) {
    redis.run(
        "keeping the slot of job " + job.id(),
        Script.HOLD,
        List.of(Keys.slot(job)),
        job.id(),
        retention.open(job).toMillis());
  }

  /** Puts a message among the delayed, due at ms of the Redis clock or {@code +} ms from now. */
  void delay(Claim claim, String due) {
    Target target = claim.job().target();
    redis.run(
        "delaying job " + claim.job().id(),
        Script.DELAY,
        List.of(Keys.claimed(target, claim.worker()), Keys.delayed(target)),
        claim.message(),
        due);
  }
}
