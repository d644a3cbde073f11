// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.line.Member;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.resps.Tuple;

/**
 * Takes over from dead workers of one role: whoever is alive may sweep, also Beat for roles without
 * another worker. Two sweeps at once do no harm. Thread-safe.
 */
public final class Recovery {

  /** Time for which a lease must be seen ended; shorter than that between two sweeps. */
  private static final Duration CONFIRM = Duration.ofSeconds(4);

  private static final Duration FORGET_AFTER = Duration.ofDays(7);

  private final Redis redis;
  private final Attempts attempts;
  private final String role;
  private final String queue;
  private final Duration confirm;
  private final Map<String, Long> deadSinceNanos = new HashMap<>();

  /**
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
   * Sweeps without looking at a worker that is known to be alive.
   *
   * @param alive its name; empty: none
   */
  synchronized int sweep(String alive) {
    try {
      Optional<Dead> found = attempts.isolated().get(this::look);
      List<Member> dead =
          found.map(Dead::members).orElse(List.of()).stream()
              .filter(member -> !member.worker().equals(alive))
              .toList();
      deadSinceNanos.keySet().retainAll(dead.stream().map(Member::text).toList());
      found.ifPresent(look -> attempts.isolated().run(() -> forget(look.foreign(), look.at())));
      return dead.stream()
          .mapToInt(
              member ->
                  attempts.isolated().get(() -> sweep(member, found.orElseThrow().at())).orElse(0))
          .sum();
    } catch (QueueUnavailable e) {
      deadSinceNanos.clear();
      throw e;
    }
  }

  /**
   * Workers without a lease.
   *
   * @param foreign other entries, which no worker writes
   * @param at time of the look, by the clock of Redis
   */
  private record Dead(List<Member> members, List<Tuple> foreign, Instant at) {}

  private Dead look() {
    List<?> answer =
        redis.callOnce(
            "looking for dead workers of " + queue,
            j ->
                (List<?>)
                    Script.LAPSED.run(j, List.of(Keys.workers(queue)), Keys.lease(queue, "")));
    List<Tuple> entries = new ArrayList<>();
    for (int i = 2; i < answer.size(); i += 2) {
      // Redis and Java write infinity in other ways.
      Double renewed = BuilderFactory.DOUBLE.build(answer.get(i + 1));
      entries.add(new Tuple(Script.text(answer.get(i)), renewed));
    }
    List<Member> members = Member.of(entries, role, queue);
    Set<String> known = members.stream().map(Member::text).collect(Collectors.toSet());
    entries.removeIf(entry -> known.contains(entry.getElement()));
    return new Dead(members, entries, redis.heard(Script.instant(answer)));
  }

  /**
   * Reclaims what an earlier process of this name had claimed, on whatever lists; also under the
   * names that it took after changes of its file, if it is known to be gone.
   */
  void followOwn(String worker, String instance) {
    String plain = WorkerIncarnation.worker(worker);
    List<Member> members = Member.all(redis, role, queue);
    Set<String> gone =
        members.stream()
            .map(Member::worker)
            .distinct()
            .filter(name -> !name.equals(worker) && WorkerIncarnation.worker(name).equals(plain))
            .filter(name -> attempts.isolated().get(() -> isEnded(name)).orElse(false))
            .collect(Collectors.toSet());
    for (Member member : members) {
      if (member.worker().equals(worker)) {
        attempts.isolated().run(() -> reclaim(member, instance));
      } else if (gone.contains(member.worker())) {
        attempts.isolated().run(() -> reclaim(member, ""));
      }
    }
  }

  /** Ends the lease of a worker whose process is gone, so that nobody can renew it. */
  private boolean isEnded(String worker) {
    String lease = Keys.lease(queue, worker);
    String holder = redis.callOnce("reading the lease of " + worker, j -> j.get(lease));
    boolean isGone = holder != null && new WorkerIncarnation(holder).isGone();
    if (isGone) {
      redis.callOnce("ending the lease of " + worker, j -> j.del(lease));
    }
    return isGone;
  }

  private int sweep(Member member, Instant now) {
    if (!isConfirmedDead(member)) {
      return 0;
    }
    if (isAlive(member.worker())) {
      deadSinceNanos.remove(member.text());
      return 0;
    }
    int recovered = reclaim(member, "");
    forget(member, now);
    return recovered;
  }

  /**
   * Asks once more, before something is taken from it: while a slot of a cluster moves, only the
   * client finds a lease at its old place.
   */
  private boolean isAlive(String worker) {
    String lease = Keys.lease(queue, worker);
    return redis.callOnce("reading the lease of " + worker, j -> j.exists(lease));
  }

  private boolean isConfirmedDead(Member member) {
    long since = deadSinceNanos.computeIfAbsent(member.text(), text -> System.nanoTime());
    return System.nanoTime() - since >= confirm.toNanos();
  }

  private int reclaim(Member member, String allowedInstance) {
    return (int)
        attempts.moves().claimed(member.list(), member.worker()).stream()
            .filter(message -> isReclaimed(member, message, allowedInstance))
            .count();
  }

  private boolean isReclaimed(Member member, byte[] message, String allowedInstance) {
    return attempts
        .isolated()
        .get(
            () -> attempts.lost().reclaim(member.list(), member.worker(), message, allowedInstance))
        .orElse(false);
  }

  /**
   * A worker that comes back renews before it claims, and so is among the workers again. One that
   * was renewed long after now was forged.
   */
  private void forget(Member member, Instant now) {
    if (isFar(member.renewed(), now)
        && attempts.moves().claimed(member.list(), member.worker()).isEmpty()) {
      redis.call(
          "forgetting worker " + member.worker(), j -> j.zrem(Keys.workers(queue), member.text()));
      deadSinceNanos.remove(member.text());
    }
  }

  private void forget(List<Tuple> foreign, Instant now) {
    String[] far =
        foreign.stream()
            .filter(entry -> isFar(entry.getScore(), now))
            .map(Tuple::getElement)
            .toArray(String[]::new);
    if (far.length > 0) {
      redis.call("forgetting workers of " + queue, j -> j.zrem(Keys.workers(queue), far));
    }
  }

  private static boolean isFar(double renewed, Instant now) {
    return Math.abs(now.toEpochMilli() - renewed) > FORGET_AFTER.toMillis();
  }
}
