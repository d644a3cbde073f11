// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.job.sign.SentForm;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.ClaimKeys;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.claim.Lease;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.queue.line.Member;
import io.celeryroot.redis.BlockingConnection;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.Printable;
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
import java.util.function.Supplier;

/**
 * One worker at work on the lists of one role: claims, lease, recovery. Thread-safe; the claiming
 * threads, one that renews every 3 s and one that recovers and promotes may be different ones.
 * Closed by who opened it.
 */
public final class WorkerSession implements AutoCloseable {

  /** Interval of calls of {@link #renew()}. */
  public static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  /** Interval of calls of {@link #recover()}. */
  public static final Duration RECOVER_EVERY = Duration.ofSeconds(5);

  /** Time after a lost answer in which its job may still come. */
  private static final Duration LOST_ANSWER_COMES = Duration.ofSeconds(2);

  /** Entries that are not jobs, before the caller may look at something else. */
  private static final int SKIP_AT_ONCE = 100;

  private static final int PROMOTE_AT_ONCE = 100;

  /** Shortest time between two promotions. */
  private static final Duration REST = Duration.ofMillis(50);

  /**
   * The end of a claim.
   *
   * @param finish fate of its outcome
   * @param next the job that was claimed in the same step; empty: none, though some may wait
   */
  public record Settled(Finish finish, Optional<Claim> next) {

    /** Makes one without a next job. */
    public static Settled of(Finish finish) {
      return new Settled(finish, Optional.empty());
    }
  }

  /** Answers that were lost without anybody's knowledge are rare: a look at every third sweep. */
  private static final int STRAYS_EVERY = 3;

  private final Redis redis;
  private final Attempts attempts;
  private final Recovery recovery;
  private final String worker;
  private final String queue;
  private final List<Target> lists;
  private final Set<String> urgent = new HashSet<>();
  private final Duration lease;
  private final WorkerIncarnation instance = WorkerIncarnation.create();
  private final AtomicLong claims = new AtomicLong();
  private final AtomicInteger lapses = new AtomicInteger();
  private final ReadWriteLock claiming = new ReentrantReadWriteLock();
  private Set<String> suspects = Set.of();
  private int sweeps;
  private volatile ClaimKeys claimKeys;
  private volatile long lostAnswerNanos;
  private volatile boolean lostAnswer;
  private volatile long renewedNanos;
  private volatile boolean taken;
  private volatile Optional<Duration> nextDue = Optional.empty();

  private WorkerSession(
      Redis redis, Attempts attempts, String worker, List<Target> lists, Duration lease) {
    this.redis = redis;
    this.attempts = attempts;
    this.worker = worker;
    this.queue = lists.get(0).queue();
    this.lists = lists;
    this.claimKeys = ClaimKeys.of(lists, worker, urgent);
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
    session.recovery.followOwn(worker, session.instance.text());
    return session;
  }

  /**
   * Claims the oldest waiting job of the first of the session's lists that has one. Entries that
   * are not jobs go to the dead letters and do not make the job behind them wait.
   *
   * @param first index of the list to look at first, so that none starves
   * @return the claim, or empty when there is no job, the lease is not held, or there were only
   *     entries that are not jobs
   * @throws QueueUnavailable the job stays in line or goes back by {@link #recover()}
   */
  public Optional<Claim> claim(int first) {
    return claim(
        () -> {
          ClaimKeys places = claimKeys.startingAt(first);
          Object answer =
              redis.callOnce(
                  "claiming a job of " + queue,
                  j -> Script.CLAIM.run(j, places.keys(), places.first()));
          return places.moved(answer instanceof List<?> moved ? moved : List.of());
        });
  }

  /**
   * Stores the result of a job, as {@link Attempts#finish} does, and claims the next one: in one
   * round trip where that is possible, or not at all.
   *
   * @param first as for {@link #claim}
   * @throws QueueUnavailable as {@link Attempts#finish}
   */
  public Settled finish(Claim claim, JobOutcome outcome, int first) {
    Optional<Settled> together =
        mayClaimUnasked() ? finishAndClaim(claim, outcome, first) : Optional.empty();
    return together.orElseGet(() -> Settled.of(attempts.finish(claim, outcome)));
  }

  private Optional<Settled> finishAndClaim(Claim claim, JobOutcome outcome, int first) {
    claiming.readLock().lock();
    try {
      ClaimKeys places = claimKeys.startingAt(first);
      return attempts
          .finishAtOnce(claim, outcome, places)
          .map(
              answer ->
                  new Settled(
                      Finish.STORED,
                      places
                          .moved(answer)
                          .flatMap(moved -> read(moved.getKey(), moved.getValue()))));
    } catch (QueueUnavailable e) {
      noteLostAnswer(e);
      return Optional.empty();
    } finally {
      claiming.readLock().unlock();
    }
  }

  /** The answer may be lost with a job already moved. */
  private void noteLostAnswer(QueueUnavailable failure) {
    if (!failure.isWrongType()) {
      lostAnswerNanos = System.nanoTime();
      lostAnswer = true;
    }
  }

  /**
   * The lists where jobs may wait, each with its target. Those of jobs with a priority are among
   * them from the first look at which they held some; {@link #renew()} looks.
   */
  public Map<String, Target> sources() {
    return claimKeys.sources();
  }

  /**
   * Waits for a job of one list and claims it.
   *
   * @param list one of the {@link #sources()}
   * @param target of the list
   * @param connection for this call alone
   * @param maxWait longest time to wait
   * @return as {@link #claim}
   * @throws QueueUnavailable as {@link #claim}
   */
  public Optional<Claim> await(
      String list, Target target, BlockingConnection connection, Duration maxWait) {
    return claim(
        () -> {
          byte[] message = connection.move(list, Keys.claimed(target, worker), maxWait);
          return Optional.ofNullable(message).map(found -> Map.entry(target, found));
        });
  }

  /** A connection on which one thread can {@link #await}. */
  public BlockingConnection waiting(String list) {
    return new BlockingConnection(redis, "waiting for jobs of " + Printable.line(list));
  }

  /**
   * Claims what {@code move} has moved from a list to this worker. The answer may be lost with a
   * job already moved, so no move is done twice.
   */
  private Optional<Claim> claim(Supplier<Optional<Map.Entry<Target, byte[]>>> move) {
    if (!isLeaseFresh()) {
      return Optional.empty();
    }
    if (lostAnswer) {
      recoverLostAnswers();
    }
    claiming.readLock().lock();
    try {
      for (int skipped = 0; skipped < SKIP_AT_ONCE; skipped++) {
        Optional<Map.Entry<Target, byte[]>> moved = move.get();
        if (moved.isEmpty()) {
          return Optional.empty();
        }
        Optional<Claim> claim = read(moved.get().getKey(), moved.get().getValue());
        if (claim.isPresent()) {
          return claim;
        }
      }
      return Optional.empty();
    } catch (QueueUnavailable e) {
      noteLostAnswer(e);
      throw e;
    } finally {
      claiming.readLock().unlock();
    }
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
   * Counts how often the lease had ended and was taken again: jobs that ran meanwhile may have been
   * given to others. Asks Redis when that may have happened unnoticed.
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
    int recovered = recovery.sweep(worker);
    boolean mayHaveStrays = attempts.exits().takeStrays() || lostAnswer || !suspects.isEmpty();
    if (mayHaveStrays || sweeps++ % STRAYS_EVERY == 0) {
      recoverStrays();
    }
    return recovered;
  }

  /**
   * Time from the last {@link #renew()} until a delayed job is due, if that is before the next one;
   * call {@link #promote()} then. Empty: none is.
   */
  public Optional<Duration> nextDue() {
    return nextDue;
  }

  /**
   * Puts delayed jobs that are due into line.
   *
   * @return when to call it again, at least after 50 ms; empty: {@link #nextDue()} will tell
   */
  public Optional<Duration> promote() {
    return attempts.isolated().get(this::promoteAll).flatMap(next -> next);
  }

  private Optional<Duration> promoteAll() {
    List<String> keys = new ArrayList<>(lists.stream().map(Keys::delayed).toList());
    lists.forEach(list -> keys.add(list.list()));
    List<?> answer;
    do {
      answer =
          redis.rows("promoting delayed jobs of " + queue, Script.PROMOTE, keys, PROMOTE_AT_ONCE);
    } while ((Long) answer.get(0) >= PROMOTE_AT_ONCE);
    return soon(answer.get(1)).map(next -> next.compareTo(REST) > 0 ? next : REST);
  }

  /** A time in ms that is before the next renewal. */
  private static Optional<Duration> soon(Object millis) {
    return Optional.of(Duration.ofMillis((Long) millis))
        .filter(time -> !time.isNegative() && time.compareTo(RENEW_EVERY) < 0);
  }

  /**
   * Gives back what is still claimed, at the front and in order, and ends the lease.
   *
   * @throws QueueUnavailable the lease ends by itself and others recover the jobs
   */
  @Override
  public void close() {
    attempts.claims().all().stream()
        .filter(claim -> instance.owns(claim.token()))
        .forEach(attempts::abandon);
    List<String> keys = List.of(Keys.lease(queue, worker), Keys.workers(queue));
    List<Object> args = new ArrayList<>(List.of(instance.text()));
    for (Target list : lists) {
      attempts.isolated().run(() -> requeueAll(list));
      args.addAll(List.of(Member.text(worker, list), Keys.claimed(list, worker)));
    }
    redis.run("ending the lease of " + worker, Script.RELEASE, keys, args.toArray());
  }

  private void requeueAll(Target list) {
    MessageMover moves = attempts.moves();
    moves
        .claimed(list, worker)
        .forEach(message -> moves.requeue(list, worker, message, instance.text()));
  }

  private Optional<Claim> read(Target list, byte[] message) {
    try {
      String text = MessageCodec.decode(message);
      Map<String, Object> envelope = MessageCodec.envelope(text);
      Job job = attempts.rules().named(MessageCodec.read(envelope, list));
      String token = instance.token(claims.incrementAndGet());
      Claim claim = new Claim(job, text, SentForm.of(envelope), worker, token);
      attempts.claims().add(claim);
      return Optional.of(claim);
    } catch (UnreadableMessage e) {
      attempts.bad().bury(list, worker, message, e);
      return Optional.empty();
    }
  }

  /**
   * Returns true if the lease is held. A worker that was away for long may be given up, and must be
   * among the workers again before it claims.
   */
  private boolean isLeaseFresh() {
    return isLeaseYoung() || renew() != Lease.TAKEN;
  }

  private boolean isLeaseYoung() {
    return !taken && System.nanoTime() - renewedNanos < lease.toNanos() / 2;
  }

  /** Returns true if nothing has to be asked or mended before a claim. */
  private boolean mayClaimUnasked() {
    return isLeaseYoung() && !lostAnswer;
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
    attempts.isolated().run(() -> attempts.lost().reclaim(list, worker, message, instance.text()));
  }

  private List<byte[]> strays(Target list) {
    List<byte[]> claimed =
        attempts.isolated().get(() -> attempts.moves().claimed(list, worker)).orElse(List.of());
    Map<String, Integer> known = new HashMap<>();
    attempts.claims().all().forEach(claim -> known.merge(claim.message(), 1, Integer::sum));
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
