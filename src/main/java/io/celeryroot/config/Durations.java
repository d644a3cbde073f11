// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as cl.yaml and the command line write them: {@code 500ms}, {@code 90s}, {@code 10m},
 * {@code 24h}, {@code 7d}.
 */
public final class Durations {

  /** The longest duration in cl.yaml: ten years. */
  public static final Duration MAX = Duration.ofDays(3650);

  /** The form of a duration, as a regular expression. */
  public static final String FORM = "[0-9]+(ms|s|m|h|d)";

  private static final Pattern SYNTAX = Pattern.compile("([+-]?)([0-9]+)([a-zA-Zµ]*)");
  private static final Pattern COMPOUND =
      Pattern.compile("(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,4})s)?");
  private static final Map<String, Long> UNIT_MILLIS = new LinkedHashMap<>();

  static {
    UNIT_MILLIS.put("d", 86_400_000L);
    UNIT_MILLIS.put("h", 3_600_000L);
    UNIT_MILLIS.put("m", 60_000L);
    UNIT_MILLIS.put("s", 1_000L);
    UNIT_MILLIS.put("ms", 1L);
  }

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
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new UnreadableValue("duration", "not a duration", hintFor(text), compound(text));
    }
    String number = matcher.group(2);
    String unit = matcher.group(3);
    if (!matcher.group(1).isEmpty()) {
      throw new UnreadableValue(
          "duration-range", "a duration has no sign", "", signless(number, unit));
    }
    if (unit.isEmpty()) {
      throw new UnreadableValue(
          "duration-unit",
          "no unit",
          hintForUnit(number),
          Optional.of(number + "s").filter(Durations::isReadable));
    }
    if (!UNIT_MILLIS.containsKey(unit)) {
      throw new UnreadableValue(
          "duration-unit",
          "no unit \"" + unit + "\"; units are: ms, s, m, h, d",
          "",
          knownUnit(number, unit));
    }
    return inRange(number, UNIT_MILLIS.get(unit));
  }

  /**
   * The shortest text that {@link #parse} reads as {@code duration}, which is rounded down to
   * milliseconds.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    return UNIT_MILLIS.entrySet().stream()
        .filter(unit -> millis % unit.getValue() == 0)
        .findFirst()
        .map(unit -> millis / unit.getValue() + unit.getKey())
        .orElseThrow();
  }

  private static Duration inRange(String number, long unitMillis) {
    long max = MAX.toMillis() / unitMillis;
    if (number.length() > 15 || Long.parseLong(number) > max) {
      throw new UnreadableValue(
          "duration-range", "longer than 10 years", "", Optional.of(format(MAX)));
    }
    return Duration.ofMillis(Long.parseLong(number) * unitMillis);
  }

  private static String hintForUnit(String number) {
    return isReadable(number + "s") ? "write \"" + number + "s\" or \"" + number + "m\"" : "";
  }

  private static boolean isReadable(String text) {
    try {
      parse(text);
      return true;
    } catch (UnreadableValue e) {
      return false;
    }
  }

  private static Optional<String> signless(String number, String unit) {
    String text = number + (UNIT_MILLIS.containsKey(unit) ? unit : "s");
    return Optional.of(text).filter(Durations::isReadable).filter(t -> !number.matches("0+"));
  }

  private static Optional<String> knownUnit(String number, String unit) {
    String lower = unit.toLowerCase(java.util.Locale.ROOT);
    String known =
        switch (lower) {
          case "ms", "msec", "msecs", "millis", "milliseconds" -> "ms";
          case "s", "sec", "secs", "second", "seconds" -> "s";
          case "m", "min", "mins", "minute", "minutes" -> "m";
          case "h", "hr", "hrs", "hour", "hours" -> "h";
          case "d", "day", "days" -> "d";
          default -> "";
        };
    if (lower.equals("w") || lower.startsWith("week")) {
      return number.length() < 4 ? Optional.of(Long.parseLong(number) * 7 + "d") : Optional.empty();
    }
    return Optional.of(number + known).filter(text -> !known.isEmpty() && isReadable(text));
  }

  private static Optional<String> compound(String text) {
    Matcher spaced = Pattern.compile("([0-9]{1,9})\\s+([a-zA-Z]+)").matcher(text);
    if (spaced.matches()) {
      return knownUnit(spaced.group(1), spaced.group(2));
    }
    Matcher matcher = COMPOUND.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    long seconds = part(matcher, 1) * 3600 + part(matcher, 2) * 60 + part(matcher, 3);
    return Optional.of(format(Duration.ofSeconds(seconds))).filter(Durations::isReadable);
  }

  private static long part(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
  }

  private static String hintFor(String text) {
    return compound(text).isPresent()
        ? ""
        : "write a whole number and a unit, such as \"90s\", \"10m\", \"24h\" or \"7d\"";
  }
}
