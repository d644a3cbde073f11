// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

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
import io.celeryroot.queue.claim.WorkerLease;
import io.celeryroot.queue.host.WorkerNameTaken;
import io.celeryroot.queue.line.Member;
import io.celeryroot.redis.BlockingConnection;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import io.celeryroot.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Interval of calls of {@link #recover()}. */
  public static final Duration RECOVER_EVERY = Duration.ofSeconds(5);

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

  private final Redis redis;
  private final Attempts attempts;
  private final Recovery recovery;
  private final String worker;
  private final String queue;
  private final List<Target> lists;
  private final WorkerLease lease;
  private final Strays strays;
  private final AtomicLong claims = new AtomicLong();
  private final ReadWriteLock claiming = new ReentrantReadWriteLock();

  private WorkerSession(
      Redis redis, Attempts attempts, String worker, List<Target> lists, Duration lease) {
    this.redis = redis;
    this.attempts = attempts;
    this.worker = worker;
    this.queue = lists.get(0).queue();
    this.lists = lists;
    this.lease = new WorkerLease(redis, worker, lists, lease);
    this.strays =
        new Strays(attempts, worker, this.lease.instance().text(), lists, claiming.writeLock());
    this.recovery = new Recovery(redis, attempts, lists.get(0).role(), queue);
  }

  /**
   * Takes the worker's lease and gives back what an earlier process of this name had claimed. A
   * process of this machine that is gone is followed at once; any other is waited for until its
   * lease ends.
   *
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
    session.lease.take();
    session.recovery.followOwn(worker, session.lease.instance().text());
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
          ClaimKeys places = lease.claimKeys().startingAt(first);
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
    return finishAtOnce(claim, outcome, first)
        .orElseGet(() -> Settled.of(attempts.finish(claim, outcome)));
  }

  private Optional<Settled> finishAtOnce(Claim claim, JobOutcome outcome, int first) {
    claiming.readLock().lock();
    try {
      ClaimKeys places = mayClaimUnasked() ? lease.claimKeys().startingAt(first) : ClaimKeys.NONE;
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
      strays.noteLostAnswer(e);
      return Optional.empty();
    } finally {
      claiming.readLock().unlock();
    }
  }

  /**
   * The lists where jobs may wait, each with its target. Those of jobs with a priority are among
   * them from the first look at which they held some; a renewal of the lease looks.
   */
  public Map<String, Target> sources() {
    return lease.claimKeys().sources();
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
    if (!lease.isFresh()) {
      return Optional.empty();
    }
    if (strays.hasLostAnswer()) {
      strays.recoverLostAnswers();
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
      strays.noteLostAnswer(e);
      throw e;
    } finally {
      claiming.readLock().unlock();
    }
  }

  /** The lease, to be renewed every {@link WorkerLease#RENEW_EVERY}. */
  public WorkerLease lease() {
    return lease;
  }

  /** Its name. */
  public String worker() {
    return worker;
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
    strays.sweep();
    return recovered;
  }

  /**
   * Puts delayed jobs that are due into line.
   *
   * @return when to call it again, at least after 50 ms; empty: {@link WorkerLease#nextDue()} will
   *     tell
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
    return WorkerLease.soon(answer.get(1)).map(next -> next.compareTo(REST) > 0 ? next : REST);
  }

  /**
   * Gives back what is still claimed, at the front and in order, and ends the lease.
   *
   * @throws QueueUnavailable the lease ends by itself and others recover the jobs
   */
  @Override
  public void close() {
    attempts.claims().all().stream()
        .filter(claim -> lease.instance().owns(claim.token()))
        .forEach(attempts::abandon);
    List<String> keys = List.of(Keys.lease(queue, worker), Keys.workers(queue));
    List<Object> args = new ArrayList<>(List.of(lease.instance().text()));
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
        .forEach(message -> moves.requeue(list, worker, message, lease.instance().text()));
  }

  private Optional<Claim> read(Target list, byte[] message) {
    try {
      String text = MessageCodec.decode(message);
      Map<String, Object> envelope = MessageCodec.envelope(text);
      Job job = attempts.rules().named(MessageCodec.read(envelope, list));
      String token = lease.instance().token(claims.incrementAndGet());
      Claim claim = new Claim(job, text, SentForm.of(envelope), worker, token);
      attempts.claims().add(claim);
      return Optional.of(claim);
    } catch (UnreadableMessage e) {
      attempts.bad().bury(list, worker, message, e);
      return Optional.empty();
    }
  }

  /** Returns true if nothing has to be asked or mended before a claim. */
  private boolean mayClaimUnasked() {
    return lease.isYoung() && !strays.hasLostAnswer();
  }
}
