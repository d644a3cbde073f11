// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import io.celeryroot.job.Keys;
import io.celeryroot.job.Target;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.queue.line.Member;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lease of a worker, which says that it lives and so keeps its claims. Its answers also tell
 * what else a worker has to know every few seconds. Thread-safe.
 */
public final class WorkerLease {

  /** Interval of calls of {@link #renew()}. */
  public static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  private final Redis redis;
  private final String worker;
  private final String queue;
  private final List<Target> lists;
  private final Duration length;
  private final WorkerIncarnation instance = WorkerIncarnation.create();
  private final Set<String> urgent = new HashSet<>();
  private final AtomicInteger lapses = new AtomicInteger();
  private volatile ClaimKeys claimKeys;
  private volatile long renewedNanos;
  private volatile boolean taken;
  private volatile Optional<Duration> nextDue = Optional.empty();

  /**
   * @param worker name
   * @param lists of one role
   * @param length time from a renewal to its end
   */
  public WorkerLease(Redis redis, String worker, List<Target> lists, Duration length) {
    this.redis = redis;
    this.worker = worker;
    this.queue = lists.get(0).queue();
    this.lists = lists;
    this.length = length;
    this.claimKeys = ClaimKeys.of(lists, worker, urgent);
  }

  /** This process, as the holder of the lease. */
  public WorkerIncarnation instance() {
    return instance;
  }

  /**
   * The lists where jobs may wait. Those of jobs with a priority are among them from the first
   * renewal at which they held some.
   */
  public ClaimKeys claimKeys() {
    return claimKeys;
  }

  /** Keeps the claims alive; call it every {@link #RENEW_EVERY}. */
  public Lease renew() {
    List<?> answer = call("");
    Lease result = Lease.valueOf(Script.text(answer.get(0)));
    taken = result == Lease.TAKEN;
    if (result == Lease.REGAINED) {
      lapses.incrementAndGet();
    }
    if (!taken) {
      renewedNanos = System.nanoTime();
    }
    return result;
  }

  /**
   * Counts how often the lease had ended and was taken again: jobs that ran meanwhile may have been
   * given to others. Asks Redis when that may have happened unnoticed.
   *
   * @throws QueueUnavailable it cannot be known; call it again
   */
  public int lapses() {
    isFresh();
    return lapses.get();
  }

  /**
   * Time from the last {@link #renew()} until a delayed job is due, if that is before the next one;
   * call {@code promote()} of the session then. Empty: none is.
   */
  public Optional<Duration> nextDue() {
    return nextDue;
  }

  /** A time in ms that is before the next renewal. */
  public static Optional<Duration> soon(Object millis) {
    return Optional.of(Duration.ofMillis((Long) millis))
        .filter(time -> !time.isNegative() && time.compareTo(RENEW_EVERY) < 0);
  }

  /**
   * Returns true if the lease is held. A worker that was away for long may be given up, and must be
   * among the workers again before it claims.
   */
  public boolean isFresh() {
    return isYoung() || renew() != Lease.TAKEN;
  }

  /** Returns true if the lease is held for sure, without a question to Redis. */
  public boolean isYoung() {
    return !taken && System.nanoTime() - renewedNanos < length.toNanos() / 2;
  }

  /**
   * Takes the lease. A process of this machine that is gone is followed at once; any other is
   * waited for until its lease ends.
   *
   * @throws WorkerNameTaken another process keeps renewing the lease
   * @throws QueueUnavailable nothing was taken, or the lease ends by itself
   */
  public void take() {
    long giveUpAt = System.nanoTime() + length.plusSeconds(2).toNanos();
    String follow = "";
    while (true) {
      List<?> answer = call(follow);
      if (!Script.text(answer.get(0)).equals(Lease.TAKEN.name())) {
        renewedNanos = System.nanoTime();
        return;
      }
      WorkerIncarnation holder = new WorkerIncarnation(Script.text(answer.get(1)));
      if (holder.isGone()) {
        follow = holder.text();
      } else if (System.nanoTime() > giveUpAt) {
        throw new WorkerNameTaken(worker, queue, holder.inWords());
      } else {
        pause(Math.min(Math.max((Long) answer.get(2), 10), 500), holder);
      }
    }
  }

  private void pause(long millis, WorkerIncarnation holder) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerNameTaken(worker, queue, holder.inWords());
    }
  }

  private List<?> call(String follow) {
    List<Object> args = new ArrayList<>(List.of(instance.text(), length.toMillis(), follow));
    lists.forEach(list -> args.addAll(List.of(Member.text(worker, list), Keys.delayed(list))));
    List<String> keys = List.of(Keys.lease(queue, worker), Keys.workers(queue));
    List<?> answer =
        redis.rows("renewing the lease of " + worker, Script.LEASE, keys, args.toArray());
    if (!Script.text(answer.get(0)).equals(Lease.TAKEN.name())) {
      redis.heard(Script.instant(answer.subList(1, 3)));
      nextDue = soon(answer.get(3));
      noteUrgent(answer.subList(4, answer.size()));
    }
    return answer;
  }

  /** A list that was used once will be used again. */
  private synchronized void noteUrgent(List<?> seen) {
    if (urgent.addAll(seen.stream().map(Script::text).toList())) {
      claimKeys = ClaimKeys.of(lists, worker, urgent);
    }
  }
}
