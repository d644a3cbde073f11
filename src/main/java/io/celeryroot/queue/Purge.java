// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cancels all jobs that wait for a target. Thread-safe. */
public final class Purge {

  private final Redis redis;
  private final Cancellations cancellations;
  private final MessageMover moves;
  private final List<String> schedules;

  /**
   * @param redis stays the caller's
   * @param resultsKept how long results stay
   * @param schedules for whose places jobs may wait ({@code overlap: queue})
   */
  public Purge(Redis redis, Duration resultsKept, Collection<String> schedules) {
    this.redis = redis;
    this.cancellations = new Cancellations(redis, resultsKept);
    this.moves = new MessageMover(redis, new Retention(resultsKept, TaskRules.NONE));
    this.schedules = List.copyOf(schedules);
  }

  /**
   * The number of jobs that wait for the slot of their schedule on the target; they are not in line
   * yet.
   */
  public long held(Target target) {
    return heldByKey(target).values().stream().mapToLong(count -> count).sum();
  }

  /**
   * Cancels those that wait for the place of their schedule, then those in line and the delayed.
   *
   * @return how many
   * @throws QueueUnavailable some may have been cancelled; call it again
   */
  public int cancelAll(Target target) {
    int cancelled =
        heldByKey(target).keySet().stream().mapToInt(held -> cancelHeld(held, target)).sum();
    WaitingLine line = new WaitingLine(redis, target);
    int before;
    do {
      // What was held a moment ago has moved up meanwhile.
      before = cancelled;
      cancelled += line.sources().mapToInt(source -> cancel(line, source)).sum();
    } while (cancelled > before);
    return cancelled;
  }

  private int cancelHeld(String held, Target target) {
    List<String> entries =
        redis.call("reading " + held, j -> j.lrange(held, 0, -1));
    int cancelled = 0;
    for (String entry : entries) {
      String message = entry.substring(entry.indexOf('\n') + 1);
      boolean isCancelled =
          MessageCodec.tryRead(message, target)
              .filter(job -> cancellations.cancel(job) == Cancelled.CANCELLED)
              .isPresent();
      if (isCancelled) {
        redis.call("removing a job of " + held, j -> j.lrem(held, 1, entry));
        cancelled++;
      }
    }
    return cancelled;
  }

  /** Jobs that had ended before leave their line, too, but are not counted. */
  private int cancel(WaitingLine line, String source) {
    int[] cancelled = {0};
    line.forEachPage(
        source,
        page -> {
          int taken = 0;
          for (WaitingLine.Entry entry : page) {
            Cancelled result = cancellations.cancel(entry.job());
            if (result != Cancelled.REQUESTED) {
              moves.ack(entry.job(), entry.message(), source);
              taken++;
            }
            cancelled[0] += result == Cancelled.CANCELLED ? 1 : 0;
          }
          return taken;
        });
    return cancelled[0];
  }

  /** The lengths of the lists that hold something. */
  private Map<String, Long> heldByKey(Target target) {
    List<String> keys =
        schedules.stream()
            .map(schedule -> Keys.held(target.queue(), schedule, target.label()))
            .toList();
    Iterator<Long> counts =
        JobQueues.counts(redis, "counting the jobs held for " + target.label(), keys).iterator();
    Map<String, Long> held = new LinkedHashMap<>();
    keys.forEach(key -> held.put(key, counts.next()));
    held.values().removeIf(count -> count == 0);
    return held;
  }
}
