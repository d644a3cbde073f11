// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Retention;
import io.celeryroot.job.StoredMeta;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.params.SetParams;

/** Requests to cancel jobs; they outlive restarts of everybody. Thread-safe. */
public final class Cancellations {

  private final Redis redis;
  private final Duration kept;
  private final JobRecords records;
  private final MessageMover moves;

  /**
   * @param redis stays the caller's
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
      waiting.ifPresent(entry -> moves.ack(job, entry.message(), entry.source()));
    }
    return result;
  }

  private Optional<WaitingLine.Entry> find(String id, Target target) {
    return new WaitingLine(redis, target)
        .entries().stream().filter(entry -> entry.job().id().equals(id)).findFirst();
  }

  /** Leaves the message of a job that waits where it is. */
  Cancelled cancel(Job job) {
    JobOutcome cancelled = JobOutcome.of(Outcome.CANCELLED, "", redis.serverTimeNow());
    while (true) {
      StoredMeta stored = records.read(job.id());
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

  /** Selects the jobs that are to be cancelled. */
  public Set<String> requested(Collection<String> ids) {
    List<String> order = List.copyOf(ids);
    List<String> values =
        redis.getAll("reading requests to cancel", order.stream().map(Keys::cancel).toList());
    Set<String> requested = new LinkedHashSet<>();
    for (int i = 0; i < order.size(); i++) {
      if (values.get(i) != null) {
        requested.add(order.get(i));
      }
    }
    return requested;
  }

  private Cancelled request(String id) {
    redis.call(
        "asking for job " + id + " to be cancelled",
        j -> j.set(Keys.cancel(id), "1", SetParams.setParams().px(kept.toMillis())));
    return records.read(id).meta().state().isTerminal() ? Cancelled.ENDED : Cancelled.REQUESTED;
  }
}
