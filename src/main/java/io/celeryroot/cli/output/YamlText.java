// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** YAML of a document: block style, and every text that is not plainly a word in double quotes. */
final class YamlText {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Pattern RESERVED = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

  private final StringBuilder text = new StringBuilder();

  private YamlText() {}

  static String of(Object document) {
    YamlText yaml = new YamlText();
    if (isBlock(document)) {
      yaml.block(document, "");
    } else {
      yaml.text.append(scalar(document)).append('\n');
    }
    return yaml.text.toString();
  }

  private void block(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      String lead = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(lead).append(scalar(String.valueOf(entry.getKey()))).append(':');
        child(entry.getValue(), indent + "  ", "\n" + indent + "  ");
        lead = indent;
      }
    } else {
      String lead = "";
      for (Object element : (Collection<?>) value) {
        text.append(lead).append('-');
        child(element, indent + "  ", " ");
        lead = indent;
      }
    }
  }

  private void child(Object given, String indent, String separator) {
    Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
    if (isBlock(value)) {
      text.append(separator);
      block(value, indent);
    } else {
      text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static boolean isBlock(Object value) {
    return (value instanceof Map<?, ?> map && !map.isEmpty())
        || (value instanceof Collection<?> list && !list.isEmpty());
  }

  private static String scalar(Object value) {
    if (value instanceof Map) {
      return "{}";
    }
    if (value instanceof Collection) {
      return "[]";
    }
    boolean word =
        value instanceof String s && WORD.matcher(s).matches() && !RESERVED.matcher(s).matches();
    return word ? (String) value : JsonText.scalar(value);
  }
}
