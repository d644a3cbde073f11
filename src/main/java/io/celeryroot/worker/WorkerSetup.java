// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.RedisAvailability;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.trust.Nonces;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Settings and collaborators of a worker, for its constructor only.
 *
 * @param config tasks, and the retention of results
 * @param slots jobs at a time, 1 or more
 * @param free one permit for each job that may run
 * @param redis stays the caller's
 * @param attempts of that Redis
 * @param orders of operators, which it heeds
 * @param nonces of this host; not asked for while signatures are off
 * @param threads create the worker's threads
 */
public record WorkerSetup(
    WorkerIdentity identity,
    ClConfig config,
    int slots,
    Semaphore free,
    Redis redis,
    Attempts attempts,
    ControlWatch orders,
    RedisAvailability availability,
    EngineListener listener,
    Spans spans,
    Supplier<Nonces> nonces,
    WorkerThreads threads) {

  OutputLog output() {
    return new OutputLog(redis, config.resultsKept());
  }

  Cancellations cancellations() {
    return new Cancellations(redis, config.resultsKept());
  }

  Results results() {
    return new Results(redis);
  }
}
