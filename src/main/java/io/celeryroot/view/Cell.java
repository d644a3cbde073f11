// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One place in a table.
 *
 * @param text on one line, without characters that drive a terminal
 * @param colour of the whole text
 * @param brief what a table that is too wide shows in its place, or keeps of a text that begins
 *     with it, and never cuts if it can cut other cells; empty: there is no such text
 */
public record Cell(String text, Colour colour, String brief) {

  private static final int KEPT_LENGTH = 24;

  public Cell {
    text = Printable.line(text);
  }

  public Cell(String text, Colour colour) {
    this(text, colour, "");
  }

  /** Makes a cell that a table which is too wide does not cut if it can cut others. */
  public static Cell kept(String text) {
    return new Cell(text, Colour.NONE, Printable.line(text));
  }

  /** Makes a cell whose beginning a table that is too wide cuts last. */
  public static Cell keptBeginning(String text, Colour colour) {
    String line = Printable.line(text);
    int kept = Math.min(KEPT_LENGTH, line.codePointCount(0, line.length()));
    return new Cell(line, colour, line.substring(0, line.offsetByCodePoints(0, kept)));
  }

  /** Shows a value as people read it; an absent one leaves the cell empty. */
  static Cell of(Object value) {
    if (value instanceof Cell cell) {
      return cell;
    }
    Object time = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return new Cell(
        text(value), Colour.NONE, time instanceof Instant instant ? Text.minute(instant) : "");
  }

  Cell shortened() {
    return text.startsWith(brief) ? this : new Cell(brief, colour, brief);
  }

  private static String text(Object value) {
    Object plain = plain(value, Text::duration);
    if (plain instanceof Collection<?> list) {
      return list.stream().map(Cell::text).collect(Collectors.joining(", "));
    }
    return plain == null ? "" : plain.toString();
  }

  /** Reduces a value to what JSON and YAML know: an absent one to null, an instant to text. */
  static Object plain(Object value, Function<Duration, ?> duration) {
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null), duration);
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(element -> plain(element, duration)).toList();
    }
    if (value instanceof Instant instant) {
      return Text.utc(instant);
    }
    if (value instanceof Duration time) {
      return duration.apply(time);
    }
    return value instanceof Enum<?> choice ? EnumWords.of(choice) : value;
  }

  int length() {
    return text.codePointCount(0, text.length());
  }
}
