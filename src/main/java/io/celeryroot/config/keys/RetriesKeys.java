// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Retries;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Keys of {@code retries}. */
public final class RetriesKeys {

  private static final Key<Retries, Integer> MAX =
      Key.of("max", Types.whole(0, 100), Retries::max)
          .mandatory()
          .meaning("Further attempts after the first.");

  private static final Key<Retries, Duration> DELAY =
      Key.of("delay", Types.DURATION, Retries::delay)
          .withDefault(Retries.DEFAULT_DELAY)
          .meaning("Delay before the first retry.");

  private static final Key<Retries, Double> BACKOFF =
      Key.of("backoff", Types.decimal(1, 100), Retries::backoff)
          .withDefault(Retries.DEFAULT_BACKOFF)
          .meaning("Factor from one delay to the next.");

  private static final Key<Retries, Duration> MAX_DELAY =
      Key.of("max_delay", Types.POSITIVE_DURATION, Retries::maxDelay)
          .withDefault(Retries.DEFAULT_MAX_DELAY)
          .meaning("Upper bound of a delay.");

  private static final Key<Retries, Double> JITTER =
      Key.of("jitter", Types.decimal(0, 1), Retries::jitter)
          .withDefault(Retries.DEFAULT_JITTER)
          .meaning("Part of a delay that is random, so that many hosts do not retry at once.");

  private static final Key<Retries, List<Integer>> ON_EXIT =
      Key.of(
              "on_exit",
              Types.wholes(1, 255),
              (Retries retries) -> retries.onExit().stream().sorted().toList())
          .withDefaultText("all failures")
          .meaning("Exit codes to retry; other failures are final.");

  public static final Section<Retries> RETRIES =
      new Section<>(
          "retries",
          "tasks.<task>.retries",
          "Retries of failed attempts.",
          List.of(MAX, DELAY, BACKOFF, MAX_DELAY, JITTER, ON_EXIT));

  static final Type<Retries> TYPE = Maps.of(() -> RETRIES, RetriesKeys::retries);

  private RetriesKeys() {}

  private static Retries retries(Values values) {
    return new Retries(
        values.find(MAX).orElse(0),
        values.get(DELAY),
        values.get(BACKOFF),
        maxDelay(values),
        values.get(JITTER),
        Set.copyOf(values.find(ON_EXIT).orElse(List.of())));
  }

  /** The upper bound, which is at least the delay; a smaller one in the file is reported. */
  private static Duration maxDelay(Values values) {
    Duration delay = values.get(DELAY);
    Duration max = values.get(MAX_DELAY);
    if (max.compareTo(delay) >= 0) {
      return max;
    }
    values.report(
        MAX_DELAY,
        "max-delay",
        Durations.format(max) + " is less than the delay of " + Durations.format(delay),
        Fix.yaml(Durations.format(delay)));
    return delay;
  }
}
