// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.time.Duration;
import java.util.Set;

/**
 * The policy for failed attempts.
 *
 * @param max further attempts after the first; 0: none
 * @param delay before the first retry
 * @param backoff factor from one delay to the next, 1 or more
 * @param maxDelay upper bound of a delay
 * @param jitter part of the delay that is random, 0 to 1
 * @param onExit exit codes that are tried again; empty: all failures
 */
public record Retries(
    int max,
    Duration delay,
    double backoff,
    Duration maxDelay,
    double jitter,
    Set<Integer> onExit) {

  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(30);
  public static final double DEFAULT_BACKOFF = 2;
  public static final Duration DEFAULT_MAX_DELAY = Duration.ofHours(1);
  public static final double DEFAULT_JITTER = 0.1;

  /** A failure is final. */
  public static final Retries NONE =
      new Retries(0, DEFAULT_DELAY, DEFAULT_BACKOFF, DEFAULT_MAX_DELAY, DEFAULT_JITTER, Set.of());

  public Retries {
    onExit = Set.copyOf(onExit);
  }
}
