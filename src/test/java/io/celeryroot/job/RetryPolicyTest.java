// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

  private static final RandomGenerator NO_CHANCE = () -> 0;

  @ParameterizedTest
  @CsvSource({"0,10", "1,20", "2,40", "3,60", "4,60"})
  void delays_grow_up_to_the_longest(int failed, int seconds) {
    assertThat(delay(retries(5, 0, Set.of()), Outcome.FAILED, 1, failed))
        .contains(Duration.ofSeconds(seconds));
  }

  @Test
  void after_the_last_retry_the_outcome_is_final() {
    assertThat(delay(retries(2, 0, Set.of()), Outcome.FAILED, 1, 2)).isEmpty();
    assertThat(delay(Retries.NONE, Outcome.FAILED, 1, 0)).isEmpty();
  }

  @Test
  void jitter_only_shortens_and_only_by_its_part() {
    RandomGenerator highest = () -> -1L;

    assertThat(RetryPolicy.delay(retries(1, 0.5, Set.of()), outcome(Outcome.FAILED, 1), 0, highest))
        .hasValueSatisfying(
            delay -> assertThat(delay).isBetween(Duration.ofMillis(5000), Duration.ofMillis(5001)));
  }

  @Test
  void only_the_listed_exit_codes_are_tried_again() {
    Retries onSeven = retries(1, 0, Set.of(7));

    assertThat(delay(onSeven, Outcome.FAILED, 7, 0)).isPresent();
    assertThat(delay(onSeven, Outcome.FAILED, 8, 0)).isEmpty();
    assertThat(delay(onSeven, Outcome.TIMED_OUT, 7, 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"FAILED", "TIMED_OUT"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_is_no_failure_is_final(Outcome outcome) {
    assertThat(delay(retries(5, 0, Set.of()), outcome, 1, 0)).isEmpty();
  }

  @Test
  void a_time_out_is_tried_again() {
    assertThat(delay(retries(1, 0, Set.of()), Outcome.TIMED_OUT, 143, 0)).isPresent();
  }

  private static Optional<Duration> delay(Retries retries, Outcome outcome, int exit, int failed) {
    return RetryPolicy.delay(retries, outcome(outcome, exit), failed, NO_CHANCE);
  }

  private static JobOutcome outcome(Outcome outcome, int exit) {
    return new JobOutcome(
        outcome, OptionalInt.of(exit), "", "", false, Instant.EPOCH, Duration.ZERO, "");
  }

  private static Retries retries(int max, double jitter, Set<Integer> onExit) {
    return new Retries(max, Duration.ofSeconds(10), 2, Duration.ofSeconds(60), jitter, onExit);
  }
}
