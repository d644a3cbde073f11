// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Times, counts and lists of names as people read them. */
public final class Text {

  private Text() {}

  /**
   * Returns a duration in two units at most: {@code 340 ms}, {@code 2.5 s}, {@code 3 min 20 s},
   * {@code 2 h 5 min}, {@code 3 d 4 h}.
   */
  public static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 10_000) {
      return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds, 60, "min", 1, "s");
    }
    return seconds < 86_400
        ? pair(seconds, 3600, "h", 60, "min")
        : pair(seconds, 86_400, "d", 3600, "h");
  }

  private static String pair(long seconds, long big, String bigUnit, long small, String smallUnit) {
    long rest = seconds % big / small;
    return seconds / big + " " + bigUnit + (rest == 0 ? "" : " " + rest + " " + smallUnit);
  }

  /** Returns a time as seen from now: {@code 3 min 20 s ago}, {@code in 2 h}, {@code now}. */
  public static String relative(Instant instant, Instant now) {
    Duration age = Duration.between(instant, now);
    if (age.abs().compareTo(Duration.ofSeconds(1)) < 0) {
      return "now";
    }
    return age.isNegative()
        ? "in " + duration(age.negated().plusMillis(999).truncatedTo(ChronoUnit.SECONDS))
        : duration(age.truncatedTo(ChronoUnit.SECONDS)) + " ago";
  }

  /**
   * Returns the age of what has happened, perhaps after the answer was begun: {@code 2 h ago}.
   *
   * @param now begin of the answer
   */
  public static String since(Instant happened, Instant now) {
    return relative(happened.isAfter(now) ? now : happened, now);
  }

  /** Returns ISO 8601 in UTC, whole seconds: {@code 2026-11-24T02:00:00Z}. */
  public static String utc(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns month, day and minute in UTC: {@code 11-24 02:00}. */
  public static String minute(Instant instant) {
    return utc(instant).substring(5, 16).replace('T', ' ');
  }

  /** Returns a number with its noun: {@code 1 job}, {@code 2 jobs}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns numbers of things, in the order of the map: {@code 2 ok, 1 failed}. */
  public static String counts(Map<String, Integer> numbers) {
    return numbers.entrySet().stream()
        .map(number -> number.getValue() + " " + number.getKey())
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns names: {@code a, b and 3 more}.
   *
   * @param shown most names that are written; the others are counted
   */
  public static String listing(List<String> names, int shown) {
    return names.size() <= shown
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " more";
  }

  /** Returns at most five names, or four and the number of the others. */
  public static String few(List<String> names) {
    return listing(names, names.size() <= 5 ? 5 : 4);
  }
}
