// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes YAML for people: block style, two blanks, the order given. Takes what {@link Json} takes.
 *
 * <p>Every text that is not plainly a word is in double quotes, so that no reader takes it for
 * something else.
 */
public final class Yaml {

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** Words that one YAML reader or another takes for a boolean, null or number. */
  private static final Set<String> NOT_TEXT =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

  private final StringBuilder text = new StringBuilder();

  private Yaml() {}

  /** Makes a map in the order given, of alternating names and values. */
  public static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  /** Returns the text of one value, with a line break at the end. */
  public static String write(Object value) {
    Yaml yaml = new Yaml();
    yaml.value(value, "");
    return yaml.text.toString();
  }

  private void value(Object value, String indent) {
    if (value instanceof Optional<?> optional) {
      value(optional.orElse(null), indent);
    } else if (isBlock(value)) {
      block(value, indent);
    } else {
      text.append(flow(value)).append('\n');
    }
  }

  private void block(Object value, String indent) {
    String lead = "";
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(lead).append(scalar(String.valueOf(entry.getKey()))).append(':');
        text.append(isBlock(entry.getValue()) ? "\n  " + indent : " ");
        value(entry.getValue(), indent + "  ");
        lead = indent;
      }
    } else {
      for (Object element : (Collection<?>) value) {
        text.append(lead).append("- ");
        value(element, indent + "  ");
        lead = indent;
      }
    }
  }

  private static boolean isBlock(Object value) {
    return value instanceof Optional<?> optional
        ? isBlock(optional.orElse(null))
        : (value instanceof Map<?, ?> map && !map.isEmpty())
            || (value instanceof Collection<?> list && !list.isEmpty());
  }

  private static String flow(Object value) {
    if (value instanceof Map) {
      return "{}";
    }
    return value instanceof Collection ? "[]" : scalar(value);
  }

  private static String scalar(Object value) {
    return scalar(value, WORD);
  }

  /**
   * Returns a value that is not a list or a map.
   *
   * @param plain texts that need no quotes, unless a reader takes one for something else
   */
  public static String scalar(Object value, Pattern plain) {
    boolean isPlain =
        value instanceof String text
            && plain.matcher(text).matches()
            && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT));
    return isPlain ? (String) value : Json.scalar(value);
  }
}
