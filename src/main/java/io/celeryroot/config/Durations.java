// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Durations as cl.yaml and the command line write them: {@code 500ms}, {@code 90s}, {@code 10m},
 * {@code 24h}, {@code 7d}.
 */
public final class Durations {

  /** The longest duration in cl.yaml: ten years. */
  public static final Duration MAX = Duration.ofDays(3650);

  /** Amounts of milliseconds. */
  public static final Units UNITS =
      new Units(
          "duration",
          "\"90s\", \"10m\", \"24h\" or \"7d\"",
          List.of(
              new Units.Unit("ms", 1, "ms|msecs?|millis|milliseconds?"),
              new Units.Unit("s", 1_000, "s|secs?|seconds?"),
              new Units.Unit("m", 60_000, "m|mins?|minutes?"),
              new Units.Unit("h", 3_600_000, "h|hrs?|hours?"),
              new Units.Unit("d", 86_400_000, "d|days?")),
          List.of(new Units.Unit("w", 604_800_000, "w|weeks?")),
          List.of("s", "m"));

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param text a whole number directly followed by {@code ms}, {@code s}, {@code m}, {@code h} or
   *     {@code d}
   * @return zero to {@link #MAX}
   * @throws UnreadableValue any other text; its rule is {@code duration}, {@code duration-unit} or
   *     {@code duration-range}
   */
  public static Duration parse(String text) {
    if (text.matches("([0-9]+[hms]){2,}")) {
      throw UNITS.unreadable(sum(text));
    }
    return Duration.ofMillis(UNITS.parse(text, MAX.toMillis(), "longer than 10 years"));
  }

  /**
   * The shortest text that {@link #parse} reads as {@code duration}, which is rounded down to
   * milliseconds.
   */
  public static String format(Duration duration) {
    return duration.isZero() ? "0s" : UNITS.format(duration.toMillis());
  }

  /** Adds up the parts of a text such as {@code 1h30m}. */
  private static Optional<String> sum(String text) {
    try {
      return Optional.of(Duration.parse("PT" + text))
          .filter(sum -> !sum.isNegative() && !sum.isZero() && sum.compareTo(MAX) <= 0)
          .map(Durations::format);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
