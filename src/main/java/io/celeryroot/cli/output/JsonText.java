// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * JSON of a document, indented by two blanks.
 *
 * <p>Written by hand because binding a JSON library takes longer than the rest of a command.
 */
final class JsonText {

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(Object document) {
    JsonText json = new JsonText();
    json.value(document, "\n");
    return json.text.append('\n').toString();
  }

  /** The same on one line. */
  static String onOneLine(Object document) {
    JsonText json = new JsonText();
    json.value(document, "");
    return json.text.append('\n').toString();
  }

  private void value(Object value, String newline) {
    if (value instanceof Optional<?> optional) {
      value(optional.orElse(null), newline);
    } else if (value instanceof Map<?, ?> map) {
      block('{', map.entrySet(), '}', newline);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      text.append(quoted(String.valueOf(entry.getKey()))).append(": ");
      value(entry.getValue(), newline);
    } else if (value instanceof Collection<?> list) {
      block('[', list, ']', newline);
    } else {
      text.append(scalar(value));
    }
  }

  private void block(char open, Collection<?> elements, char close, String newline) {
    text.append(open);
    String inner = newline.isEmpty() ? "" : newline + "  ";
    for (Iterator<?> i = elements.iterator(); i.hasNext(); ) {
      text.append(inner);
      value(i.next(), inner);
      text.append(i.hasNext() ? "," : newline);
    }
    text.append(close);
  }

  static String scalar(Object value) {
    boolean bare = value == null || value instanceof Number || value instanceof Boolean;
    if (value instanceof Double number && !Double.isFinite(number)) {
      return "null";
    }
    return bare ? String.valueOf(value) : quoted(value.toString());
  }

  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value.codePoints().forEach(c -> quoted.append(escaped(c)));
    return quoted.append('"').toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          Character.isISOControl(c) || Text.isReordering(c)
              ? String.format("\\u%04x", c)
              : isLoneSurrogate(c) ? "\ufffd" : Character.toString(c);
    };
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
