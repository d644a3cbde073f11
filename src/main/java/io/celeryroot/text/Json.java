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
    if (value instanceof String string) {
      quote(string, text);
    } else if (value instanceof Map<?, ?> map) {
      block('{', map.entrySet(), '}', newline);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      quote(String.valueOf(entry.getKey()), text);
      text.append(isIndented ? ": " : ":");
      value(entry.getValue(), newline);
    } else if (value instanceof Collection<?> list) {
      block('[', list, ']', newline);
    } else if (value instanceof Optional<?> optional) {
      value(optional.orElse(null), newline);
    } else if (isBare(value)) {
      text.append(value);
    } else {
      quote(value.toString(), text);
    }
  }

  private void block(char open, Collection<?> elements, char close, String newline) {
    text.append(open);
    String inner = isIndented ? newline + "  " : "";
    for (Iterator<?> i = elements.iterator(); i.hasNext(); ) {
      text.append(inner);
      value(i.next(), inner);
      text.append(i.hasNext() ? "," : isIndented ? newline : "");
    }
    text.append(close);
  }

  /** A number that JSON does not have is text. */
  private static boolean isBare(Object value) {
    boolean isNumber = value instanceof Number number && Double.isFinite(number.doubleValue());
    return value == null || value instanceof Boolean || isNumber;
  }

  static String scalar(Object value) {
    return isBare(value) ? String.valueOf(value) : quoted(value.toString());
  }

  /** A text in double quotes; YAML reads it as the same text. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2);
    quote(value, quoted);
    return quoted.toString();
  }

  private static void quote(String value, StringBuilder to) {
    int at = plain(value);
    if (at == value.length()) {
      to.append('"').append(value).append('"');
      return;
    }
    to.append('"');
    int plain = 0;
    while (at < value.length()) {
      int c = value.codePointAt(at);
      int next = at + Character.charCount(c);
      if (!isPlain(c)) {
        to.append(value, plain, at);
        escape(c, to);
        plain = next;
      }
      at = next;
    }
    to.append(value, plain, value.length()).append('"');
  }

  /** The number of characters that stand for themselves, from the first. */
  private static int plain(String value) {
    int at = 0;
    while (at < value.length() && isPlain(value.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Returns true for the characters of ASCII that stand for themselves. */
  private static boolean isPlain(int c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
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
