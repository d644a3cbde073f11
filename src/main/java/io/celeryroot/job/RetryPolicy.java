// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.config.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides by {@code retries:} on the retry of a failed attempt. Pure. */
public final class RetryPolicy {

  private RetryPolicy() {}

  /**
   * Returns the time until the next attempt.
   *
   * @param outcome outcome of the attempt
   * @param failed number of attempts that failed before
   * @param random source of the jitter
   * @return empty: the outcome is final
   */
  public static Optional<Duration> delay(
      Retries retries, JobOutcome outcome, int failed, RandomGenerator random) {
    if (failed >= retries.max() || !isTriedAgain(retries, outcome)) {
      return Optional.empty();
    }
    double millis = retries.delay().toMillis() * Math.pow(retries.backoff(), failed);
    double bounded = Math.min(millis, (double) retries.maxDelay().toMillis());
    double random01 = random.nextDouble();
    return Optional.of(Duration.ofMillis(Math.round(bounded * (1 - retries.jitter() * random01))));
  }

  private static boolean isTriedAgain(Retries retries, JobOutcome outcome) {
    boolean isFailure =
        outcome.outcome() == Outcome.FAILED || outcome.outcome() == Outcome.TIMED_OUT;
    boolean isListed =
        outcome.outcome() == Outcome.FAILED
            && outcome.exitCode().isPresent()
            && retries.onExit().contains(outcome.exitCode().getAsInt());
    return isFailure && (retries.onExit().isEmpty() || isListed);
  }
}
