// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.CeleryForm;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.queue.line.WaitingLine;
import io.celeryroot.queue.trace.MovedNote;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import redis.clients.jedis.params.SetParams;

/** Puts jobs into queues, each once, and moves those that wait to other queues. Thread-safe. */
public final class JobQueues {

  private final Redis redis;
  private final Enqueuer enqueuer;
  private final MessageMover moves;
  private final Duration kept;

  /**
   * @param resultsKept how long an id is remembered
   */
  public JobQueues(Redis redis, Duration resultsKept) {
    this(redis, resultsKept, job -> job);
  }

  /** Queues into which jobs may be put that Celery's workers take. */
  public JobQueues(Redis redis, ClConfig config) {
    this(redis, config.resultsKept(), job -> CeleryForm.of(job, config));
  }

  private JobQueues(Redis redis, Duration resultsKept, UnaryOperator<Job> form) {
    this.redis = redis;
    Retention retention = new Retention(resultsKept, TaskRules.NONE);
    this.enqueuer = new Enqueuer(redis, retention, form, JobListener.NONE, what -> {});
    this.moves = new MessageMover(redis, retention);
    this.kept = resultsKept;
  }

  /**
   * Puts a job into its queue, unless its id was enqueued before. May be repeated.
   *
   * @throws QueueUnavailable it may or may not be enqueued; the same call again is safe
   */
  public Enqueued enqueue(Job job) {
    return enqueuer.enqueue(List.of(job), redis.serverTime()).get(job.id());
  }

  /**
   * Moves the jobs that wait in a list to another queue, in their order, those that wait for the
   * slot of their schedule too. A job whose schedule does not let it wait there ends as skipped.
   *
   * @param from its role may be empty: not known
   * @return number of jobs
   * @throws QueueUnavailable some may have been moved; the same call again is safe
   */
  public int move(Target from, Target to) {
    WaitingLine line = new WaitingLine(redis, from);
    int moved = 0;
    List<WaitingLine.Entry> waiting;
    do {
      // What was held a moment ago has moved up meanwhile.
      waiting = line.entries();
      for (WaitingLine.Entry entry : waiting) {
        Job job = entry.job();
        if (!JobSeal.isBelieved(job, entry.message(), redis.seals())) {
          moveAsItIs(entry, to);
          moved++;
          continue;
        }
        move(job, job.to(to));
        moves.ack(inItsRole(job), entry.message(), entry.source());
        moved++;
      }
    } while (!waiting.isEmpty());
    return moved;
  }

  /**
   * The job with the role in whose slot it may be. A queue that no file has any more has no name of
   * a role, but the ID of a job for any host does.
   */
  private static Job inItsRole(Job job) {
    Target target = job.target();
    if (target.host().isPresent() || !target.role().isEmpty()) {
      return job;
    }
    return RunIds.runOf(job.id())
        .map(run -> job.id().substring(run.length() + 1))
        .map(role -> job.to(new Target(role, target.queue(), Optional.empty())))
        .orElse(job);
  }

  /** Leaves it to the workers there to refuse the job, or to run it unsigned. */
  private void moveAsItIs(WaitingLine.Entry entry, Target to) {
    redis.call(
        "moving job " + entry.job().id() + " unsigned", j -> j.lpush(to.list(), entry.message()));
    note(entry.job().id(), to);
    moves.ack(entry);
  }

  /** Puts a job into another list, once, and notes where it went, for those who look for it. */
  private void move(Job job, Job other) {
    String place = MovedNote.write(other.target());
    String before =
        redis.call("looking where job " + job.id() + " is", j -> j.get(Keys.moved(job.id())));
    boolean wasThere = job.target().queue().equals(other.target().queue()) || before != null;
    if (wasThere && !place.equals(before)) {
      String marker = Keys.marker(other.target().queue(), job.id());
      redis.call("removing the mark of job " + job.id(), j -> j.del(marker));
    }
    enqueue(other);
    note(job.id(), other.target());
  }

  private void note(String id, Target target) {
    String place = MovedNote.write(target);
    redis.call(
        "noting where job " + id + " is",
        j -> j.set(Keys.moved(id), place, SetParams.setParams().px(kept.toMillis())));
  }
}
