// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.SpoiledKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.resps.Tuple;

/**
 * Takes over from dead workers of one role: whoever is alive may sweep, also Beat for roles without
 * another worker. Two sweeps at once do no harm. Thread-safe.
 */
public final class Recovery {

  /** How long a lease must be seen ended; shorter than the time between two sweeps. */
  private static final Duration CONFIRM = Duration.ofSeconds(4);

  private static final Duration FORGET_AFTER = Duration.ofDays(7);

  private final Redis redis;
  private final Attempts attempts;
  private final String role;
  private final String queue;
  private final Duration confirm;
  private final Map<String, Long> deadSinceNanos = new HashMap<>();

  /**
   * @param redis stays the caller's
   * @param attempts of the same Redis
   * @param role key under {@code workers:}
   * @param queue of the role
   */
  public Recovery(Redis redis, Attempts attempts, String role, String queue) {
    this(redis, attempts, role, queue, CONFIRM);
  }

  Recovery(Redis redis, Attempts attempts, String role, String queue, Duration confirm) {
    this.redis = redis;
    this.attempts = attempts;
    this.role = role;
    this.queue = queue;
    this.confirm = confirm;
  }

  /**
   * Puts each job that a dead worker had claimed back at the front of its line, in order, counting
   * the lost attempt; or ends it as {@code lost}, or as a dead letter after the third. A worker is
   * dead when its lease was found ended by two calls in a row, at least 4 s apart; a call that
   * fails in between starts this anew, since after an outage of Redis all leases have ended.
   *
   * @return number of jobs
   */
  public synchronized int sweep() {
    return sweep("");
  }

  /**
   * The same without a worker that is known to be alive.
   *
   * @param alive its name; empty: none
   */
  synchronized int sweep(String alive) {
    int recovered = 0;
    try {
      Instant now = redis.serverTimeNow();
      for (Tuple member : readableMembers()) {
        if (worker(member.getElement()).equals(alive)) {
          continue;
        }
        recovered += Isolated.get(() -> sweep(member, now), attempts.onSpoiledKey()).orElse(0);
      }
    } catch (QueueUnavailable e) {
      deadSinceNanos.clear();
      throw e;
    }
    return recovered;
  }

  /** What an earlier process of this name had claimed, on whatever lists. */
  void followOwn(String worker, String instance) {
    for (Tuple member : members()) {
      if (worker(member.getElement()).equals(worker)) {
        Isolated.run(
            () -> takeOver(target(member.getElement()), worker, instance), attempts.onSpoiledKey());
      }
    }
  }

  List<byte[]> claimed(Target target, String worker) {
    String key = Keys.claimed(target, worker);
    return redis.call(
        "reading the claims of " + worker,
        SpoiledKey.naming(key, j -> j.lrange(key.getBytes(UTF_8), 0, -1)));
  }

  static String member(String worker, Target list) {
    return worker + " " + list.list();
  }

  private int sweep(Tuple member, Instant now) {
    String worker = worker(member.getElement());
    Target target = target(member.getElement());
    int recovered = 0;
    if (isAlive(worker)) {
      deadSinceNanos.remove(member.getElement());
    } else if (isConfirmedDead(member.getElement())) {
      recovered = takeOver(target, worker, "");
      forget(member, target, worker, now);
    }
    return recovered;
  }

  private boolean isAlive(String worker) {
    String lease = Keys.lease(queue, worker);
    return redis.callOnce("reading the lease of " + worker, j -> j.exists(lease));
  }

  private boolean isConfirmedDead(String member) {
    long since = deadSinceNanos.computeIfAbsent(member, m -> System.nanoTime());
    return System.nanoTime() - since >= confirm.toNanos();
  }

  private int takeOver(Target target, String worker, String allowedInstance) {
    int count = 0;
    for (byte[] message : claimed(target, worker)) {
      count +=
          Isolated.get(
                  () -> takeOver(target, worker, message, allowedInstance), attempts.onSpoiledKey())
              .orElse(0);
    }
    return count;
  }

  private int takeOver(Target target, String worker, byte[] message, String allowedInstance) {
    try {
      String text = MessageCodec.decode(message);
      Claim dead = new Claim(MessageCodec.read(text, target), text, worker, "");
      return attempts.takeOver(dead, allowedInstance) ? 1 : 0;
    } catch (UnreadableMessage e) {
      attempts.buryUnreadable(target, worker, message, e);
      return 0;
    }
  }

  /** A worker that comes back renews before it claims, and so is among the workers again. */
  private void forget(Tuple member, Target target, String worker, Instant now) {
    boolean old = member.getScore() < now.minus(FORGET_AFTER).toEpochMilli();
    if (old && claimed(target, worker).isEmpty()) {
      redis.call(
          "forgetting worker " + worker, j -> j.zrem(Keys.workers(queue), member.getElement()));
      deadSinceNanos.remove(member.getElement());
    }
  }

  private List<Tuple> readableMembers() {
    return Isolated.get(this::members, attempts.onSpoiledKey())
        .orElseGet(
            () -> {
              deadSinceNanos.clear();
              return List.of();
            });
  }

  /** Without entries that no worker of ours writes. */
  private List<Tuple> members() {
    String key = Keys.workers(queue);
    List<Tuple> members =
        redis.callOnce(
            "reading the workers of " + queue,
            SpoiledKey.naming(key, j -> j.zrangeWithScores(key, 0, -1)));
    return members.stream().filter(member -> isMember(member.getElement())).toList();
  }

  private boolean isMember(String member) {
    int space = member.indexOf(' ');
    String list = member.substring(space + 1);
    String prefix = "{" + queue + "}.";
    return space > 0
        && (list.equals(queue)
            || (list.startsWith(prefix) && Target.isHostName(list.substring(prefix.length()))));
  }

  private static String worker(String member) {
    return member.substring(0, member.indexOf(' '));
  }

  private Target target(String member) {
    String list = member.substring(member.indexOf(' ') + 1);
    String prefix = "{" + queue + "}.";
    return new Target(
        role,
        queue,
        list.startsWith(prefix) ? Optional.of(list.substring(prefix.length())) : Optional.empty());
  }
}
