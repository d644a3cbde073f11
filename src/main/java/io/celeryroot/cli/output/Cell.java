// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import io.celeryroot.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One place in a table.
 *
 * @param text on one line, without characters that drive a terminal
 * @param colour of the whole text
 */
public record Cell(String text, Colour colour) {

  public Cell {
    text = Printable.line(text);
  }

  /** Shows a value as people read it; an absent one leaves the cell empty. */
  static Cell of(Object value) {
    return value instanceof Cell cell ? cell : new Cell(text(value), Colour.NONE);
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return text(optional.orElse(null));
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Cell::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Instant instant) {
      return Text.utc(instant);
    }
    if (value instanceof Duration duration) {
      return Text.duration(duration);
    }
    if (value instanceof Enum<?> choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }
    return value == null ? "" : value.toString();
  }

  int length() {
    return text.codePointCount(0, text.length());
  }
}
