// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Weekdays from a first to a last one, both included, over Sunday if need be. */
public record Weekdays(DayOfWeek first, DayOfWeek last) {

  private static final List<String> NAMES =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /**
   * Reads a weekday by its first three letters, or two of them such as {@code mon-fri}.
   *
   * @throws UnreadableValue any other text
   */
  public static Weekdays parse(String text) {
    String[] ends = text.split("-", -1);
    if (text.contains("..") || ends.length > 2) {
      throw mistake(Optional.of(text.replace("..", "-")).filter(Weekdays::isReadable));
    }
    return new Weekdays(day(ends[0], text), day(ends[ends.length - 1], text));
  }

  private static DayOfWeek day(String name, String text) {
    String lower = name.toLowerCase(Locale.ROOT);
    int index = NAMES.indexOf(lower);
    if (index < 0) {
      Optional<String> meant =
          NAMES.stream()
              .filter(lower::startsWith)
              .findFirst()
              .or(() -> lower.length() == 3 ? Nearest.to(lower, NAMES) : Optional.empty());
      throw mistake(meant.map(day -> text.replace(name, day)).filter(Weekdays::isReadable));
    }
    return DayOfWeek.of(index + 1);
  }

  private static boolean isReadable(String text) {
    List<String> ends = List.of(text.split("-", -1));
    return ends.size() <= 2 && NAMES.containsAll(ends);
  }

  private static UnreadableValue mistake(Optional<String> meant) {
    String hint = meant.isPresent() ? "" : "write weekdays such as mon or mon-fri";
    return new UnreadableValue("weekdays", "not a weekday or a range of weekdays", hint, meant);
  }

  boolean contains(DayOfWeek day) {
    int length = Math.floorMod(last.getValue() - first.getValue(), 7);
    return Math.floorMod(day.getValue() - first.getValue(), 7) <= length;
  }

  /** Writes it as {@link #parse} reads it. */
  public String text() {
    String from = NAMES.get(first.getValue() - 1);
    return first == last ? from : from + "-" + NAMES.get(last.getValue() - 1);
  }
}
