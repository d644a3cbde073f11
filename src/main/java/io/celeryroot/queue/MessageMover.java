// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.redis.SpoiledKey;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The job with that id in a list or among its delayed. */
  Optional<Job> findWaiting(String id, Target target) {
    return waitingMessage(id, target).map(Waiting::job);
  }

  /** Takes a job that has ended out of line. */
  void removeWaiting(Job job, Target target) {
    waitingMessage(job.id(), target).ifPresent(w -> settle(w.job(), w.entry(), w.source()));
  }

  /** To the front of its line; returns whether it was still claimed by a worker without a lease. */
  boolean back(Target target, String worker, byte[] message, String allowedInstance) {
    List<String> keys =
        List.of(Keys.claimed(target, worker), target.list(), Keys.lease(target.queue(), worker));
    Object moved =
        redis.call(
            "putting a job back into " + target.list(),
            j -> Script.MOVE.run(j, keys, message, allowedInstance));
    return Long.valueOf(1).equals(moved);
  }

  /** Out of the claimed list, or of whatever key it lies in, with its job's slot to the next. */
  void settle(Job job, String message, String source) {
    redis.call(
        "settling job " + job.id(),
        j ->
            Script.SETTLE.run(
                j,
                Keys.settle(job, source),
                message,
                job.id(),
                job.hasSlot() ? 1 : 0,
                retention.open(job).toMillis()));
  }

  /** Whether a message is in the hands of the worker that claimed it. */
  boolean isClaimed(Claim claim) {
    String claimed = Keys.claimed(claim.job().target(), claim.worker());
    return redis.call(
            "looking for the claim of job " + claim.job().id(),
            j -> j.lpos(claimed, claim.message()))
        != null;
  }

  /** Keeps the slot of its schedule for a job that goes on. */
  void hold(Job job) {
    String slot = Keys.slot(job.target().queue(), job.schedule().orElse(""), job.target().label());
    redis.call(
        "keeping the place of job " + job.id(),
        j -> Script.HOLD.run(j, List.of(slot), job.id(), retention.open(job).toMillis()));
  }

  /** Among the delayed, due at ms of the Redis clock or {@code +} ms from now. */
  void delay(Claim claim, String due) {
    Target target = claim.job().target();
    List<String> keys = List.of(Keys.claimed(target, claim.worker()), Keys.delayed(target));
    redis.call(
        "delaying job " + claim.job().id(), j -> Script.DELAY.run(j, keys, claim.message(), due));
  }

  /** To the dead letters. */
  void bury(
      Job job, String worker, byte[] message, String reason, List<String> history, Instant now) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", job.id());
    letter.put("task", job.task());
    letter.put("reason", reason);
    letter.put("list", job.target().list());
    letter.put("role", job.target().role());
    letter.put("host", job.target().host());
    letter.put("at", now.toString());
    letter.put("history", history);
    boolean isLong = message.length > MAX_KEPT;
    letter.put("message", isLong ? "" : new String(message, UTF_8));
    letter.put("cut", isLong ? message.length : null);
    List<String> keys = new ArrayList<>(Keys.settle(job, Keys.claimed(job.target(), worker)));
    keys.add(Keys.dead(job.target().queue()));
    redis.call(
        "moving a message of " + job.target().list() + " to the dead letters",
        j ->
            Script.BURY.run(
                j,
                keys,
                message,
                job.id(),
                job.hasSlot() ? 1 : 0,
                retention.open(job).toMillis(),
                Json.line(letter),
                MAX_DEAD,
                retention.ended().toMillis()));
  }

  private record Waiting(Job job, String entry, String source) {}

  private Optional<Waiting> waitingMessage(String id, Target target) {
    String delayed = Keys.delayed(target);
    List<String> waiting =
        redis.call(
            "reading " + target.list(),
            SpoiledKey.naming(target.list(), j -> j.lrange(target.list(), 0, -1)));
    List<String> later =
        redis.call("reading " + delayed, SpoiledKey.naming(delayed, j -> j.zrange(delayed, 0, -1)));
    return find(id, target, waiting, target.list()).or(() -> find(id, target, later, delayed));
  }

  private static Optional<Waiting> find(
      String id, Target target, List<String> messages, String source) {
    return messages.stream()
        .filter(message -> message.contains(id))
        .flatMap(
            message ->
                MessageCodec.tryRead(message, target).stream()
                    .map(job -> new Waiting(job, message, source)))
        .filter(waiting -> waiting.job().id().equals(id))
        .findFirst();
  }
}
