// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.line.Lengths;
import io.celeryroot.queue.line.PriorityLists;
import io.celeryroot.queue.line.WaitingLine;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Ends jobs that have waited too long, for hosts that are away. Thread-safe. */
public final class Expiry {

  private final Redis redis;
  private final Isolated isolated;
  private final JobRecords records;
  private final Results results;
  private final MessageMover moves;
  private final TaskRules rules;
  private final Predicate<Job> runsUnsigned;

  /**
   * @param attempts of the same Redis
   * @param runsUnsigned tells if a job counts without a signature, where that is required
   */
  public Expiry(Redis redis, Attempts attempts, Predicate<Job> runsUnsigned) {
    this.redis = redis;
    this.rules = attempts.rules();
    this.runsUnsigned = runsUnsigned;
    this.isolated = attempts.isolated();
    this.records = attempts.records();
    this.results = new Results(redis);
    this.moves = attempts.moves();
  }

  /**
   * Ends waiting jobs that have expired, and takes those that were cancelled out of line. Empty
   * lines cost nothing beside a question for hundreds of them.
   *
   * @param targets of one queue
   * @return number of jobs
   * @throws QueueUnavailable some may have been ended; call it again
   */
  public int expire(Collection<Target> targets) {
    Instant now = redis.serverTimeNow();
    List<Target> all = List.copyOf(targets);
    return isolated.get(() -> nonEmpty(all)).orElse(all).stream()
        .mapToInt(target -> expire(target, now))
        .sum();
  }

  private List<Target> nonEmpty(List<Target> targets) {
    List<String> keys =
        targets.stream().flatMap(target -> Stream.of(target.list(), Keys.delayed(target))).toList();
    Iterator<Long> counts = Lengths.of(redis, "counting waiting jobs", keys).iterator();
    Set<String> urgent = PriorityLists.waiting(redis, targets).keySet();
    return targets.stream()
        .filter(
            target ->
                counts.next() + counts.next() > 0
                    || Keys.priorities(target).stream().anyMatch(urgent::contains))
        .toList();
  }

  private int expire(Target target, Instant now) {
    WaitingLine line = new WaitingLine(redis, target);
    return line.sources()
        .mapToInt(
            source ->
                isolated.get(() -> line.forEachPage(source, page -> expire(page, now))).orElse(0))
        .sum();
  }

  private int expire(List<WaitingLine.Entry> page, Instant now) {
    Set<String> open = results.open(page.stream().map(entry -> entry.job().id()).toList());
    return (int)
        page.stream()
            .filter(entry -> isExpired(entry, now) || !open.contains(entry.job().id()))
            .filter(entry -> isolated.get(() -> isTakenOut(entry, now)).orElse(false))
            .count();
  }

  /** Takes a job that has ended, or ends now because it expired, out of line. */
  private boolean isTakenOut(WaitingLine.Entry entry, Instant now) {
    boolean ended =
        records.read(entry.job().id()).meta().state().isTerminal()
            || (isExpired(entry, now)
                && records.endWaiting(entry.job(), JobOutcome.of(Outcome.EXPIRED, "", now)));
    if (ended) {
      moves.ack(entry);
    }
    return ended;
  }

  /** A message that nobody of ours has signed says nothing about its job. */
  private boolean isExpired(WaitingLine.Entry entry, Instant now) {
    return entry.job().expires().filter(expires -> !now.isBefore(expires)).isPresent()
        && (JobSeal.isBelieved(entry.job(), entry.message(), redis.seals())
            || runsUnsigned.test(rules.named(entry.job())));
  }
}
