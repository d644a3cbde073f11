// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.Retries;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides from {@code retries:} whether and when a failed attempt is tried again. Pure. */
final class RetryPolicy {

  private RetryPolicy() {}

  /**
   * The time until the next attempt.
   *
   * @param outcome how the attempt ended
   * @param failed how many attempts failed before
   * @param random for the part of the delay that is random
   * @return empty: the outcome is final
   */
  static Optional<Duration> delay(
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
