// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.redis.CrashPoint;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.redis.SpoiledKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One worker at work on the lists of one role: claims, lease, recovery. Thread-safe; the claiming
 * threads, one that renews every 3 s and one that recovers and promotes may be different ones.
 * Closed by who opened it.
 */
public final class WorkerSession implements AutoCloseable {

  /** How often to call {@link #renew()}. */
  public static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  /** How often to call {@link #recover()}. */
  public static final Duration RECOVER_EVERY = Duration.ofSeconds(5);

  /** How long after an answer was lost its job may still come. */
  private static final Duration LOST_ANSWER_COMES = Duration.ofSeconds(2);

  /** Entries that are no jobs, before the caller may look at something else. */
  private static final int SKIP_AT_ONCE = 100;

  private static final int PROMOTE_AT_ONCE = 100;

  private final Redis redis;
  private final Attempts attempts;
  private final Recovery recovery;
  private final String worker;
  private final String queue;
  private final List<Target> lists;
  private final Duration lease;
  private final WorkerIncarnation instance = WorkerIncarnation.create();
  private final AtomicLong claims = new AtomicLong();
  private final AtomicInteger lapses = new AtomicInteger();
  private final ReadWriteLock claiming = new ReentrantReadWriteLock();
  private Set<String> suspects = Set.of();
  private volatile long lostAnswerNanos;
  private volatile boolean lostAnswer;
  private volatile long renewedNanos;
  private volatile boolean taken;

  private WorkerSession(
      Redis redis, Attempts attempts, String worker, List<Target> lists, Duration lease) {
    this.redis = redis;
    this.attempts = attempts;
    this.worker = worker;
    this.queue = lists.get(0).queue();
    this.lists = lists;
    this.lease = lease;
    this.recovery = new Recovery(redis, attempts, lists.get(0).role(), queue);
  }

  /**
   * Takes the worker's lease and gives back what an earlier process of this name had claimed. A
   * process of this machine that is gone is followed at once; any other is waited for until its
   * lease ends.
   *
   * @param redis stays the caller's
   * @param attempts of the same Redis
   * @param worker name, unique for the queue, without spaces
   * @param lists where it claims: lists of one role
   * @throws WorkerNameTaken another process keeps renewing the lease
   * @throws QueueUnavailable nothing was taken, or the lease ends by itself
   */
  public static WorkerSession open(Redis redis, Attempts attempts, String worker, Target... lists) {
    return open(redis, attempts, worker, WorkerIncarnation.LEASE, lists);
  }

  static WorkerSession open(
      Redis redis, Attempts attempts, String worker, Duration lease, Target... lists) {
    WorkerSession session = new WorkerSession(redis, attempts, worker, List.of(lists), lease);
    session.takeLease();
    CrashPoint.LEASE_TAKEN.pass();
    session.recovery.followOwn(worker, session.instance.text());
    return session;
  }

  /**
   * Claims the oldest waiting job of one list, blocking while there is none. Entries that are no
   * jobs go to the dead letters and do not make the job behind them wait.
   *
   * @param list one of the session's
   * @param maxWait longest time to wait; zero looks once
   * @return the claim, or empty when {@code maxWait} passed, the lease is not held or there were
   *     only entries that are no jobs
   * @throws QueueUnavailable the job stays in line or goes back by {@link #recover()}
   */
  public Optional<Claim> claim(Target list, Duration maxWait) {
    if (!isLeaseFresh()) {
      return Optional.empty();
    }
    if (lostAnswer) {
      recoverLostAnswers();
    }
    claiming.readLock().lock();
    try {
      return move(list, maxWait);
    } catch (QueueUnavailable e) {
      if (!e.isWrongType()) {
        lostAnswerNanos = System.nanoTime();
        lostAnswer = true;
      }
      throw e;
    } finally {
      claiming.readLock().unlock();
    }
  }

  private Optional<Claim> move(Target list, Duration maxWait) {
    Duration wait = maxWait;
    Optional<Claim> claim = Optional.empty();
    for (int skipped = 0; claim.isEmpty() && skipped < SKIP_AT_ONCE; skipped++) {
      Duration now = wait;
      // Not done twice: the answer may be lost with the job already moved. recover() finds it.
      byte[] message = redis.callOnce("claiming a job of " + list.list(), j -> move(j, list, now));
      if (message == null) {
        return Optional.empty();
      }
      CrashPoint.JOB_CLAIMED.pass();
      claim = read(list, message);
      wait = Duration.ZERO;
    }
    return claim;
  }

  /** Its name. */
  public String worker() {
    return worker;
  }

  /** Keeps the claims alive; call it every {@link #RENEW_EVERY}. */
  public Lease renew() {
    List<?> answer = callLease("");
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
   * How often the lease had ended and was taken again: what ran meanwhile may have been given to
   * others. Asks Redis when that may have happened unnoticed.
   *
   * @throws QueueUnavailable it cannot be known; call it again
   */
  public int lapses() {
    isLeaseFresh();
    return lapses.get();
  }

  /**
   * Puts jobs of dead workers of the role back at the front of their line, and entries of our own
   * that no claim knows of; call it every {@link #RECOVER_EVERY}. A worker counts as dead when its
   * lease was found ended twice in a row, so that an outage of Redis makes no worker look dead.
   *
   * @return number of jobs of dead workers
   */
  public synchronized int recover() {
    // First, for it must know of every outage.
    int recovered = recovery.sweep();
    recoverStrays();
    return recovered;
  }

  /**
   * Puts delayed jobs that are due into line; call it every second.
   *
   * @return number of jobs
   */
  public int promote() {
    return lists.stream()
        .mapToInt(list -> Isolated.get(() -> promote(list), attempts.onSpoiledKey()).orElse(0))
        .sum();
  }

  /**
   * Gives back what is still claimed, at the front and in order, and ends the lease.
   *
   * @throws QueueUnavailable the lease ends by itself and others recover the jobs
   */
  @Override
  public void close() {
    for (Claim claim : List.copyOf(attempts.open())) {
      if (instance.owns(claim.token())) {
        attempts.giveUp(claim);
      }
    }
    List<String> keys = new ArrayList<>(List.of(Keys.lease(queue, worker), Keys.workers(queue)));
    List<Object> args = new ArrayList<>(List.of(instance.text()));
    for (Target list : lists) {
      Isolated.run(() -> giveBack(list), attempts.onSpoiledKey());
      keys.add(Keys.claimed(list, worker));
      args.add(Recovery.member(worker, list));
    }
    CrashPoint.LEASE_ENDING.pass();
    redis.call("ending the lease of " + worker, j -> Script.RELEASE.run(j, keys, args.toArray()));
  }

  private void giveBack(Target list) {
    for (byte[] message : recovery.claimed(list, worker)) {
      attempts.moves().back(list, worker, message, instance.text());
    }
  }

  private int promote(Target list) {
    List<String> keys = List.of(Keys.delayed(list), list.list());
    int sum = 0;
    long moved;
    do {
      moved =
          (Long)
              redis.call(
                  "promoting delayed jobs of " + list.list(),
                  j -> Script.PROMOTE.run(j, keys, PROMOTE_AT_ONCE));
      if (moved > 0) {
        CrashPoint.JOBS_PROMOTED.pass();
      }
      sum += (int) moved;
    } while (moved == PROMOTE_AT_ONCE);
    return sum;
  }

  private byte[] move(UnifiedJedis jedis, Target list, Duration maxWait) {
    String claimed = Keys.claimed(list, worker);
    try {
      return move(jedis, list.list().getBytes(UTF_8), claimed.getBytes(UTF_8), maxWait);
    } catch (JedisDataException e) {
      throw SpoiledKey.named(e, jedis, Map.of(list.list(), "list", claimed, "list"));
    }
  }

  private static byte[] move(UnifiedJedis jedis, byte[] from, byte[] to, Duration maxWait) {
    if (maxWait.toMillis() <= 0) {
      return jedis.lmove(from, to, ListDirection.RIGHT, ListDirection.LEFT);
    }
    long end = System.nanoTime() + maxWait.toNanos();
    byte[] message = null;
    for (long left = maxWait.toMillis(); left > 0 && message == null; ) {
      double seconds = Math.min(left, Redis.MAX_BLOCK.toMillis()) / 1000.0;
      message = jedis.blmove(from, to, ListDirection.RIGHT, ListDirection.LEFT, seconds);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return message;
  }

  private Optional<Claim> read(Target list, byte[] message) {
    try {
      String text = MessageCodec.decode(message);
      Job job = MessageCodec.read(text, list);
      Claim claim = new Claim(job, text, worker, instance.token(claims.incrementAndGet()));
      attempts.register(claim);
      return Optional.of(claim);
    } catch (UnreadableMessage e) {
      attempts.buryUnreadable(list, worker, message, e);
      return Optional.empty();
    }
  }

  /**
   * Who was away for long may have been given up: it must be among the workers before it claims.
   */
  private boolean isLeaseFresh() {
    long age = System.nanoTime() - renewedNanos;
    return (!taken && age < lease.toNanos() / 2) || renew() != Lease.TAKEN;
  }

  /**
   * After a claim without an answer: its job may have been moved, or be moved a little later, by a
   * server that was slow. While no other thread claims, what no claim knows of is such a job.
   */
  private void recoverLostAnswers() {
    if (!claiming.writeLock().tryLock()) {
      return;
    }
    try {
      lostAnswer = System.nanoTime() - lostAnswerNanos < LOST_ANSWER_COMES.toNanos();
      for (Target list : lists) {
        strays(list).forEach(message -> recoverStray(list, message));
      }
    } finally {
      claiming.writeLock().unlock();
    }
  }

  /** Entries that were moved to us by an answer that never arrived, seen in two calls in a row. */
  private void recoverStrays() {
    Set<String> seen = new HashSet<>();
    for (Target list : lists) {
      for (byte[] message : strays(list)) {
        String text = new String(message, UTF_8);
        seen.add(text);
        if (suspects.contains(text)) {
          recoverStray(list, message);
        }
      }
    }
    suspects = seen;
  }

  private void recoverStray(Target list, byte[] message) {
    Isolated.run(
        () -> attempts.recoverStray(list, worker, message, instance), attempts.onSpoiledKey());
  }

  private List<byte[]> strays(Target list) {
    List<byte[]> claimed =
        Isolated.get(() -> recovery.claimed(list, worker), attempts.onSpoiledKey())
            .orElse(List.of());
    Map<String, Integer> known = new HashMap<>();
    attempts.open().forEach(claim -> known.merge(claim.message(), 1, Integer::sum));
    return claimed.stream()
        .filter(message -> known.merge(new String(message, UTF_8), -1, Integer::sum) < 0)
        .toList();
  }

  private void takeLease() {
    long giveUpAt = System.nanoTime() + lease.plusSeconds(2).toNanos();
    String follow = "";
    while (true) {
      List<?> answer = callLease(follow);
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

  private List<?> callLease(String follow) {
    List<Object> args = new ArrayList<>(List.of(instance.text(), lease.toMillis(), follow));
    lists.forEach(list -> args.add(Recovery.member(worker, list)));
    List<String> keys = List.of(Keys.lease(queue, worker), Keys.workers(queue));
    return (List<?>)
        redis.call(
            "renewing the lease of " + worker, j -> Script.LEASE.run(j, keys, args.toArray()));
  }
}
