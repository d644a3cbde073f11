// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.monitor.health.RedisAvailability;
import io.celeryroot.monitor.health.ShortageWatch;
import io.celeryroot.queue.Attempts;
import io.celeryroot.queue.control.ControlWatch;
import io.celeryroot.redis.Redis;
import io.celeryroot.worker.trust.Nonces;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Settings and collaborators of a worker, for its constructor only.
 *
 * @param slots jobs at a time, 1 or more
 * @param free one permit for each job that may run
 * @param threads create the worker's threads
 */
public record WorkerSetup(
    WorkerIdentity identity, Shared shared, int slots, Semaphore free, WorkerThreads threads) {

  /**
   * Parts that all workers of a context share.
   *
   * @param config tasks, and the retention of results
   * @param attempts of that Redis
   * @param orders of operators, which they heed
   * @param nonces of this host; not asked for while signatures are off
   * @param shortages of this machine
   */
  public record Shared(
      ClConfig config,
      Redis redis,
      Attempts attempts,
      ControlWatch orders,
      RedisAvailability availability,
      EngineListener listener,
      Spans spans,
      Supplier<Nonces> nonces,
      ShortageWatch shortages) {}
}
