// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.UnreadableMessage;
import io.celeryroot.redis.Redis;
import io.celeryroot.text.LineFlood;
import java.time.Instant;
import java.util.List;

/** Deals with messages that cannot be read as jobs. Thread-safe. */
final class BadMessages {

  private final Redis redis;
  private final JobRecords records;
  private final MessageMover moves;
  private final ClaimExits exits;
  private final LineFlood flood = new LineFlood();

  BadMessages(Redis redis, JobRecords records, MessageMover moves, ClaimExits exits) {
    this.redis = redis;
    this.records = records;
    this.moves = moves;
    this.exits = exits;
  }

  /** Puts one among the dead letters; a job that it names ends as rejected. */
  void bury(Target target, String worker, byte[] message, UnreadableMessage unreadable) {
    Instant now = redis.serverTimeNow();
    String id = unreadable.id().orElse("");
    Job job = Job.unknown(id, target);
    if (!id.isEmpty()) {
      JobOutcome rejected = JobOutcome.of(Outcome.REJECTED, unreadable.reason(), now);
      records.change(job, worker, rejected, meta -> meta.end(Outcome.REJECTED));
    }
    if (exits.move(() -> moves.bury(job, worker, message, unreadable.reason(), List.of(), now))
        && flood.admits()) {
      WorkerLog.warn(
          "message of {} id={}: rejected ({}); kept among the dead letters",
          target.list(),
          id.isEmpty() ? "?" : id,
          unreadable.reason());
    }
  }

  /** Logs how many there were beyond those that were logged; call it every few seconds. */
  void tellRest() {
    int left = flood.left();
    if (left > 0) {
      WorkerLog.warn("{} more messages were rejected within a minute; fix: cl queue dead", left);
    }
  }
}
