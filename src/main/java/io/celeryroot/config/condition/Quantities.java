// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Quantity;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Units;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the quantities of conditions, and task output that is compared with them. */
public final class Quantities {

  /** The values of {@code weekday}, Monday first. */
  public static final List<String> WEEKDAYS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** The value of {@code last_outcome} on a host that has not run the task. */
  public static final String NEVER = "never";

  /** The values of {@code last_outcome}. */
  public static final List<String> OUTCOMES =
      List.of("ok", "failed", "timed out", "cancelled", "lost", NEVER);

  private static final long MAX_SIZE = 1L << 60;

  private Quantities() {}

  /**
   * Reads a quantity.
   *
   * @param kind of the fact
   * @param word without quotes
   * @param text as it is written
   * @param isQuoted whether it is in quotes
   * @throws UnreadableValue it is not one of that kind
   */
  static Quantity parse(Kind kind, String word, String text, boolean isQuoted) {
    if (isQuoted && kind.isOrdered() && kind != Kind.OUTPUT) {
      throw new UnreadableValue(
          "condition-unit", "a text, need " + kind.words(), "", unquoted(kind, word));
    }
    return switch (kind) {
      case OUTPUT -> isQuoted ? Quantity.word(Kind.TEXT, word, text) : plain(word);
      case TEXT -> Quantity.word(Kind.TEXT, word, text);
      case WEEKDAY, OUTCOME -> choice(kind, word, text);
      case YES_NO -> throw new IllegalArgumentException(kind.words());
      default -> Quantity.number(kind, number(kind, word), text);
    };
  }

  /**
   * Reads what a task printed as a quantity of a kind.
   *
   * @throws UnreadableValue it is not one of that kind
   */
  public static Quantity output(Kind kind, String text) {
    return kind == Kind.TEXT
        ? Quantity.word(kind, text)
        : Quantity.number(kind, number(kind, text), text);
  }

  private static Optional<String> unquoted(Kind kind, String word) {
    try {
      number(kind, word);
      return Optional.of(word);
    } catch (UnreadableValue e) {
      return Optional.empty();
    }
  }

  /** A quantity whose form tells its kind. */
  private static Quantity plain(String word) {
    for (Kind kind : List.of(Kind.NUMBER, Kind.PERCENT, Kind.DURATION, Kind.SIZE)) {
      try {
        return Quantity.number(kind, number(kind, word), word);
      } catch (UnreadableValue e) {
        // The next kind may fit.
      }
    }
    String message = "not " + Kind.OUTPUT.words();
    throw new UnreadableValue("condition-unit", message, "", Optional.of(quoted(word)));
  }

  private static double number(Kind kind, String word) {
    return switch (kind) {
      case PERCENT -> percent(word);
      case SIZE -> Units.SIZES.parse(word, MAX_SIZE, "more than any disk");
      case DURATION -> Durations.parse(word).toMillis();
      case HOUR -> hour(word);
      default -> decimal(word);
    };
  }

  private static double percent(String word) {
    if (word.matches("[0-9]{1,3}([.][0-9]{1,3})?%?")) {
      double percent = Double.parseDouble(word.replace("%", ""));
      if (percent > 100) {
        throw unfit(Kind.PERCENT, Optional.empty());
      }
      if (word.endsWith("%")) {
        return percent;
      }
      throw new UnreadableValue(
          "condition-unit", "no unit, need " + Kind.PERCENT.words(), "", Optional.of(word + "%"));
    }
    throw unfit(Kind.PERCENT, Optional.empty());
  }

  private static double hour(String word) {
    if (word.matches("[0-9]|[01][0-9]|2[0-3]")) {
      return Integer.parseInt(word);
    }
    throw unfit(Kind.HOUR, Optional.empty());
  }

  private static double decimal(String word) {
    if (word.matches("-?[0-9]{1,15}([.][0-9]{1,9})?")) {
      return Double.parseDouble(word);
    }
    throw unfit(Kind.NUMBER, Optional.empty());
  }

  private static Quantity choice(Kind kind, String word, String text) {
    List<String> choices = kind == Kind.WEEKDAY ? WEEKDAYS : OUTCOMES;
    if (choices.contains(word)) {
      return Quantity.word(kind, word, text);
    }
    String lower = word.toLowerCase(Locale.ROOT).replace('_', ' ');
    Optional<String> near =
        kind == Kind.WEEKDAY && lower.length() > 3 && lower.endsWith("day")
            ? choices.stream().filter(lower::startsWith).findFirst()
            : Nearest.to(lower, choices);
    throw unfit(kind, near.map(choice -> choice.contains(" ") ? quoted(choice) : choice));
  }

  private static UnreadableValue unfit(Kind kind, Optional<String> replacement) {
    String hint = replacement.isPresent() ? "" : "write one, such as " + kind.example();
    return new UnreadableValue("condition-unit", "need " + kind.words(), hint, replacement);
  }

  /** A text in double quotes, as a condition writes it. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
