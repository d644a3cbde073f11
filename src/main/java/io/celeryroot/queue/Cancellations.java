// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.sign.CancelSeal;
import io.celeryroot.queue.line.Lengths;
import io.celeryroot.queue.line.WaitingLine;
import io.celeryroot.queue.trace.HeldJobs;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import redis.clients.jedis.params.SetParams;

/** Cancels jobs. Requests to cancel a running one outlive restarts of everybody. Thread-safe. */
public final class Cancellations {

  private final Redis redis;
  private final Duration kept;
  private final JobRecords records;
  private final MessageMover moves;

  /**
   * @param resultsKept how long results stay
   */
  public Cancellations(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.kept = resultsKept;
    Retention retention = new Retention(resultsKept, TaskRules.NONE);
    this.records = new JobRecords(redis, retention, JobListener.NONE);
    this.moves = new MessageMover(redis, retention);
  }

  /**
   * Cancels a job that waits, or asks the worker that runs it to end it. A job that nobody knows is
   * taken for one that waits.
   *
   * @param id Celery task id
   * @param target where it waits, if known: it is taken out of line at once and not only when its
   *     turn comes
   */
  public Cancelled cancel(String id, Optional<Target> target) {
    Optional<WaitingLine.Entry> waiting = target.flatMap(place -> find(id, place));
    Target place = target.orElse(new Target("", "", Optional.empty()));
    Job job = waiting.map(WaitingLine.Entry::job).orElse(Job.unknown(id, place));
    Cancelled result = cancel(job);
    if (result == Cancelled.CANCELLED) {
      waiting.ifPresent(moves::ack);
    }
    return result;
  }

  private Optional<WaitingLine.Entry> find(String id, Target target) {
    return new WaitingLine(redis, target)
        .entries().stream().filter(entry -> entry.job().id().equals(id)).findFirst();
  }

  /** Leaves the message of a job that waits where it is. */
  private Cancelled cancel(Job job) {
    JobOutcome cancelled = JobOutcome.of(Outcome.CANCELLED, "", redis.serverTimeNow());
    while (true) {
      JobRecord stored = records.read(job.id());
      if (stored.meta().state().isTerminal()) {
        return Cancelled.ENDED;
      }
      if (!stored.meta().isWaiting()) {
        return request(job.id());
      }
      if (stored.isForeign()) {
        // Its record may have vanished while it runs; who runs it looks for the request.
        request(job.id());
      }
      if (records.endWaiting(job, cancelled)) {
        return Cancelled.CANCELLED;
      }
    }
  }

  /**
   * The number of jobs that wait for the slot of their schedule on a target; they are not in line
   * yet.
   *
   * @param schedules that may have such jobs ({@code overlap: queue})
   */
  public long held(Target target, Collection<String> schedules) {
    return heldByKey(target, schedules).values().stream().mapToLong(count -> count).sum();
  }

  /**
   * Cancels all jobs that wait for a target: those that wait for the slot of their schedule, then
   * those in line and the delayed.
   *
   * @param schedules as for {@link #held}
   * @return number of jobs
   * @throws QueueUnavailable some may have been cancelled; call it again
   */
  public int cancelAll(Target target, Collection<String> schedules) {
    int cancelled =
        heldByKey(target, schedules).keySet().stream()
            .mapToInt(held -> cancelHeld(held, target))
            .sum();
    WaitingLine line = new WaitingLine(redis, target);
    int before;
    do {
      // What was held a moment ago has moved up meanwhile.
      before = cancelled;
      cancelled += line.sources().mapToInt(source -> cancelLine(line, source)).sum();
    } while (cancelled > before);
    return cancelled;
  }

  /**
   * Makes way for a job: cancels the holder of its slot, and the jobs that wait for that slot.
   *
   * @param holder Celery task id of a job that has not ended
   * @return false: nothing is cancelled, because one of them was due later than the job
   */
  boolean makeWay(Job job, String holder) {
    Target target = job.target();
    String held = Keys.held(job);
    boolean isLate =
        Stream.concat(Stream.of(holder), held(held).stream().map(HeldJobs::idOf))
            .anyMatch(other -> RunIds.isLater(other, job.id()));
    if (!isLate) {
      cancelHeld(held, target);
      cancel(holder, Optional.of(target));
    }
    return !isLate;
  }

  private List<String> held(String key) {
    return redis.call("reading " + key, j -> j.lrange(key, 0, -1));
  }

  private int cancelHeld(String held, Target target) {
    int cancelled = 0;
    for (String entry : held(held)) {
      boolean isCancelled =
          MessageCodec.tryRead(HeldJobs.messageOf(entry), target)
              .filter(job -> cancel(job) == Cancelled.CANCELLED)
              .isPresent();
      if (isCancelled) {
        redis.call("removing a job of " + held, j -> j.lrem(held, 1, entry));
        cancelled++;
      }
    }
    return cancelled;
  }

  /** Jobs that had ended before leave their line, too, but are not counted. */
  private int cancelLine(WaitingLine line, String source) {
    int[] cancelled = {0};
    line.forEachPage(
        source,
        page -> {
          int taken = 0;
          for (WaitingLine.Entry entry : page) {
            Cancelled result = cancel(entry.job());
            if (result != Cancelled.REQUESTED) {
              moves.ack(entry);
              taken++;
            }
            cancelled[0] += result == Cancelled.CANCELLED ? 1 : 0;
          }
          return taken;
        });
    return cancelled[0];
  }

  /** The lengths of the lists that hold something. */
  private Map<String, Long> heldByKey(Target target, Collection<String> schedules) {
    List<String> keys =
        schedules.stream()
            .map(schedule -> Keys.held(target.queue(), schedule, target.place()))
            .toList();
    Iterator<Long> counts =
        Lengths.of(redis, "counting the jobs held for " + target.label(), keys).iterator();
    Map<String, Long> held = new LinkedHashMap<>();
    keys.forEach(key -> held.put(key, counts.next()));
    held.values().removeIf(count -> count == 0);
    return held;
  }

  /** Selects the jobs that are to be cancelled. */
  public Set<String> requested(Collection<String> ids) {
    Map<String, String> requests = redis.getAll("reading requests to cancel", ids, Keys::cancel);
    requests
        .entrySet()
        .removeIf(
            request -> !CancelSeal.isBelieved(redis.seals(), request.getKey(), request.getValue()));
    return requests.keySet();
  }

  private Cancelled request(String id) {
    redis.call(
        "asking for job " + id + " to be cancelled",
        j ->
            j.set(
                Keys.cancel(id),
                CancelSeal.text(redis.seals(), id),
                SetParams.setParams().px(kept.toMillis())));
    return records.read(id).meta().state().isTerminal() ? Cancelled.ENDED : Cancelled.REQUESTED;
  }
}
