// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Writes JSON: maps, collections, numbers, booleans and null as what they are, an optional as its
 * value or null, anything else as text.
 *
 * <p>A JSON library would take longer to load than the rest of a command takes to run.
 */
public final class Json {

  private final StringBuilder text = new StringBuilder();
  private final boolean isIndented;

  private Json(boolean isIndented) {
    this.isIndented = isIndented;
  }

  /** Returns a value on one line, as short as can be, without a line break. */
  public static String line(Object value) {
    return write(value, false);
  }

  /**
   * Returns a value over several lines, indented by two blanks, without a line break at the end.
   */
  public static String indented(Object value) {
    return write(value, true);
  }

  private static String write(Object value, boolean isIndented) {
    Json json = new Json(isIndented);
    json.value(value, "\n");
    return json.text.toString();
  }

  private void value(Object value, String newline) {
    if (value instanceof Optional<?> optional) {
      value(optional.orElse(null), newline);
    } else if (value instanceof Map<?, ?> map) {
      block('{', map.entrySet(), '}', newline);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      quote(String.valueOf(entry.getKey()), text);
      text.append(isIndented ? ": " : ":");
      value(entry.getValue(), newline);
    } else if (value instanceof Collection<?> list) {
      block('[', list, ']', newline);
    } else if (isBare(value)) {
      text.append(value);
    } else {
      quote(value.toString(), text);
    }
  }

  private void block(char open, Collection<?> elements, char close, String newline) {
    text.append(open);
    String inner = newline + "  ";
    for (Iterator<?> i = elements.iterator(); i.hasNext(); ) {
      text.append(isIndented ? inner : "");
      value(i.next(), inner);
      text.append(i.hasNext() ? "," : isIndented ? newline : "");
    }
    text.append(close);
  }

  /** A number that JSON does not have is text. */
  static String scalar(Object value) {
    return isBare(value) ? String.valueOf(value) : quoted(value.toString());
  }

  private static boolean isBare(Object value) {
    return value == null
        || value instanceof Boolean
        || (value instanceof Number number && Double.isFinite(number.doubleValue()));
  }

  /** A text in double quotes; YAML reads it as the same text. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2);
    quote(value, quoted);
    return quoted.toString();
  }

  private static void quote(String value, StringBuilder to) {
    to.append('"');
    int end = plainEnd(value);
    to.append(value, 0, end);
    if (end < value.length()) {
      value.substring(end).codePoints().forEach(c -> escape(c, to));
    }
    to.append('"');
  }

  /** Returns the index of the first character that may need an escape. */
  private static int plainEnd(String value) {
    int i = 0;
    while (i < value.length()) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        break;
      }
      i++;
    }
    return i;
  }

  private static void escape(int c, StringBuilder to) {
    switch (c) {
      case '"' -> to.append("\\\"");
      case '\\' -> to.append("\\\\");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (Character.getType(c) == Character.SURROGATE) {
          to.append('\ufffd');
        } else if (isEscaped(c)) {
          to.append("\\u").append(HexFormat.of().toHexDigits((char) c));
        } else {
          to.appendCodePoint(c);
        }
      }
    }
  }

  /** YAML does not allow unassigned characters, and reads no pair of escapes as one character. */
  private static boolean isEscaped(int c) {
    boolean isUnassigned = Character.getType(c) == Character.UNASSIGNED;
    return (isUnassigned || Printable.isHarmful(c)) && Character.isBmpCodePoint(c);
  }
}
