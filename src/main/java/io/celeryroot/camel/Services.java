// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.TaskRules;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.JobListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import java.util.function.Consumer;

/** What the queue package offers over one connection to Redis. */
record Services(
    Redis redis,
    Attempts attempts,
    Cancellations cancellations,
    Heartbeats heartbeats,
    OutputLog output,
    RunRecords runs,
    ScheduleStates schedules,
    Submission submission) {

  static Services over(
      Redis redis, ClConfig config, Consumer<QueueUnavailable> onSpoiledKey, JobListener ends) {
    return new Services(
        redis,
        new Attempts(redis, TaskRules.of(config), config.resultsKept(), onSpoiledKey, ends),
        new Cancellations(redis, config.resultsKept()),
        new Heartbeats(redis),
        new OutputLog(redis, config.resultsKept()),
        new RunRecords(redis),
        new ScheduleStates(redis, config.resultsKept()),
        new Submission(redis, config.resultsKept(), ends));
  }
}
