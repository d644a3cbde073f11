// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes YAML for people: block style, two spaces, the order given. Knows maps, lists, text,
 * booleans; all text that is not plainly a word is quoted, so no reader can take it for something
 * else.
 */
final class Yaml {

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** Words that one YAML reader or another takes for a boolean, null or number. */
  private static final Set<String> NOT_TEXT =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** The text of one value, with a line end. */
  static String write(Object value) {
    Yaml yaml = new Yaml();
    yaml.block(value, 0);
    return yaml.out.toString();
  }

  private void block(Object value, int indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      entry(entries.next(), indent);
      while (entries.hasNext()) {
        out.append(" ".repeat(indent));
        entry(entries.next(), indent);
      }
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      Iterator<?> items = list.iterator();
      item(items.next(), indent);
      while (items.hasNext()) {
        out.append(" ".repeat(indent));
        item(items.next(), indent);
      }
    } else {
      out.append(flow(value)).append('\n');
    }
  }

  private void entry(Map.Entry<?, ?> entry, int indent) {
    out.append(flow(entry.getKey())).append(':');
    if (isBlock(entry.getValue())) {
      out.append('\n').append(" ".repeat(indent + 2));
      block(entry.getValue(), indent + 2);
    } else {
      out.append(' ').append(flow(entry.getValue())).append('\n');
    }
  }

  private void item(Object item, int indent) {
    out.append("- ");
    block(item, indent + 2);
  }

  private static boolean isBlock(Object value) {
    return (value instanceof Map<?, ?> map && !map.isEmpty())
        || (value instanceof List<?> list && !list.isEmpty());
  }

  private static String flow(Object value) {
    if (value instanceof Map) {
      return "{}";
    }
    if (value instanceof List) {
      return "[]";
    }
    return value instanceof Boolean ? value.toString() : scalar(value.toString());
  }

  private static String scalar(String text) {
    boolean isWord =
        WORD.matcher(text).matches() && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT));
    return isWord ? text : quoted(text);
  }

  /** Double-quoted, on one line whatever it holds. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> quoted.append(escaped(c)));
    return quoted.append('"').toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      default -> isPrintable(c) ? Character.toString(c) : "\\u%04X".formatted(c);
    };
  }

  /** What YAML calls printable, less the characters that editors do not show. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          c > 0xFFFF;
      default -> true;
    };
  }
}
