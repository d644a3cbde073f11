// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Single values as people read them. */
public final class Text {

  private Text() {}

  /**
   * {@code 340 ms}, {@code 2.5 s}, {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d
   * 4 h}.
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

  /** {@code 3 min 20 s ago}, {@code in 2 h}, {@code now}. */
  public static String relative(Instant instant, Instant now) {
    Duration age = Duration.between(instant, now);
    if (age.abs().compareTo(Duration.ofSeconds(1)) < 0) {
      return "now";
    }
    return age.isNegative()
        ? "in " + duration(age.negated().plusMillis(999).truncatedTo(ChronoUnit.SECONDS))
        : duration(age.truncatedTo(ChronoUnit.SECONDS)) + " ago";
  }

  /** ISO 8601 in UTC, whole seconds: {@code 2026-11-24T02:00:00Z}. */
  public static String utc(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@code 1 job}, {@code 2 jobs}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** At most {@code width} characters, the last one an ellipsis if something was cut. */
  public static String cut(String text, int width) {
    if (text.codePointCount(0, text.length()) <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }

  /** The text on one line and without control characters, which could drive a terminal. */
  public static String oneLine(String text) {
    return visible(text).replace("\n", "\\n").replace("\t", "\\t");
  }

  /** The text with its lines and tabs, other control characters as {@code \x1b}. */
  public static String visible(String text) {
    if (text.chars().allMatch(Text::isHarmless)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (isHarmless(c)) {
                safe.append((char) c);
              } else {
                safe.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", c));
              }
            });
    return safe.toString();
  }

  private static boolean isHarmless(int c) {
    return c == '\n' || c == '\t' || !(Character.isISOControl(c) || isReordering(c));
  }

  /** Separators of lines, and marks that make a terminal show text in another order. */
  static boolean isReordering(int c) {
    return c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
