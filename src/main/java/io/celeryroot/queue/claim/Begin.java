// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.claim;

import java.time.Instant;

/** Answers to the question if a claimed job may run now. */
public sealed interface Begin {

  /**
   * It may; the attempt is on record.
   *
   * @param attempt 1-based, counting lost and released ones
   * @param failed how many attempts failed before, for {@code retries.max}
   * @param at when it began, by the clock of Redis
   */
  record Run(int attempt, int failed, Instant at) implements Begin {}

  /**
   * It must not, and the claim is settled: nothing is left to do.
   *
   * @param why as a fact, such as {@code ended before: ok} or {@code expired}
   */
  record Settled(String why) implements Begin {}
}
