// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.sign.JobSeal;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The dead letters of queues: jobs that no worker could run. Thread-safe. */
public final class DeadLetterQueue {

  private final Redis redis;
  private final Duration kept;
  private final JobQueues queues;

  /**
   * @param resultsKept how long letters that are moved are kept, and ids are remembered
   */
  public DeadLetterQueue(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.kept = resultsKept;
    this.queues = new JobQueues(redis, resultsKept);
  }

  /** The dead letters of a role, newest first. */
  public List<DeadLetter> read(String queue) {
    return read(queue, 0);
  }

  /**
   * The newest dead letters of a queue, newest first.
   *
   * @param most how many to read; 0: all
   */
  public List<DeadLetter> read(String queue, int most) {
    String key = Keys.dead(queue);
    List<String> entries = redis.call("reading dead letters", j -> j.lrange(key, 0, most - 1));
    return entries.stream().flatMap(entry -> DeadLetter.parse(queue, entry).stream()).toList();
  }

  /**
   * Requeues a dead letter under a new id, for the old one has its result. If its schedule does not
   * allow overlap, it waits for the slot of the schedule. The new id is made of the letter, so that
   * a second call after a crash leads to one job.
   *
   * @return the new id; empty when the letter is gone, is not a job, is not signed where that is
   *     required, or finds 100 others that wait for the slot of its schedule: then it stays
   */
  public Optional<String> requeue(DeadLetter letter) {
    String dead = Keys.dead(letter.queue());
    Optional<Job> job = MessageCodec.tryRead(letter.message(), letter.target());
    if (job.isEmpty()
        // What is put elsewhere is signed anew, so nobody may lay one for others to sign.
        || !JobSeal.isBelieved(job.get(), letter.message(), redis.seals())
        || redis.call("looking for a dead letter", j -> j.lpos(dead, letter.entry())) == null) {
      return Optional.empty();
    }
    String made = job.get().id() + "~" + Long.toString(letter.at().toEpochMilli(), 36);
    String id = made;
    for (int again = 2; wasSkipped(letter.queue(), id); again++) {
      id = made + "." + again;
    }
    if (queues.enqueue(job.get().again(id)) == Enqueued.SKIPPED) {
      return Optional.empty();
    }
    redis.call("removing a dead letter", j -> j.lrem(dead, 1, letter.entry()));
    return Optional.of(id);
  }

  private boolean wasSkipped(String queue, String id) {
    String marker = redis.call("looking for job " + id, j -> j.get(Keys.marker(queue, id)));
    return "SKIPPED".equals(marker);
  }

  /** Removes the dead letters of a role; returns how many. */
  public int purge(String queue) {
    return redis.call(
        "removing dead letters",
        j -> {
          long count = j.llen(Keys.dead(queue));
          j.del(Keys.dead(queue));
          return (int) count;
        });
  }

  /** Removes one dead letter; false: it is gone already. */
  public boolean remove(DeadLetter letter) {
    String dead = Keys.dead(letter.queue());
    return redis.call("removing a dead letter", j -> j.lrem(dead, 1, letter.entry())) > 0;
  }

  /**
   * Moves the dead letters of a queue to another one, which keeps the newest 1000.
   *
   * @return how many there were
   * @throws QueueUnavailable some may have been moved; the same call again moves the rest
   */
  public int move(String from, String to) {
    String source = Keys.dead(from);
    int moved = 0;
    String entry = last(source);
    while (entry != null) {
      String letter = entry;
      redis.call(
          "moving a dead letter to " + to,
          j -> {
            j.lpush(Keys.dead(to), letter);
            j.ltrim(Keys.dead(to), 0, MessageMover.MAX_DEAD - 1);
            return j.pexpire(Keys.dead(to), kept.toMillis());
          });
      redis.call("removing a dead letter of " + from, j -> j.lrem(source, -1, letter));
      moved++;
      entry = last(source);
    }
    return moved;
  }

  private String last(String list) {
    return redis.call("reading " + list, j -> j.lindex(list, -1));
  }
}
