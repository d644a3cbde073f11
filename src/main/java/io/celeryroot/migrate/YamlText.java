// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import io.celeryroot.text.Printable;
import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * YAML that a person would have written by hand: plain words where no reader can take them for
 * something else, short lists on one line, scripts as blocks, comments.
 */
final class YamlText {

  private static final int WIDTH = 100;

  private static final Pattern PLAIN =
      Pattern.compile(
          "[A-Za-z/][A-Za-z0-9_./=@+-]*+(?: [A-Za-z0-9_./=@+-]++)*+|[0-9]{1,9}(?:ms|s|m|h|d)");

  private final StringBuilder text = new StringBuilder();

  void line() {
    text.append('\n');
  }

  /** Writes comment lines; characters that drive a terminal are escaped. */
  void comments(String indent, List<String> lines) {
    for (String line : lines) {
      String shown = Printable.line(line.stripTrailing());
      text.append(indent).append(shown.isEmpty() ? "#" : "# " + shown).append('\n');
    }
  }

  /** Writes a key with its value, over several lines where needed. */
  void entry(String indent, String key, Object value) {
    text.append(indent).append(key).append(':');
    value(indent, value);
  }

  /** Writes a key whose value follows. */
  void head(String indent, String key) {
    text.append(indent).append(key).append(":\n");
  }

  private void value(String indent, Object value) {
    if (value instanceof Map<?, ?> map && !map.isEmpty() && !isShort(indent, map)) {
      text.append('\n');
      map.forEach((key, inner) -> entry(indent + "  ", scalar(key), inner));
    } else if (value instanceof List<?> list && !isShort(indent, list)) {
      text.append('\n');
      for (Object item : list) {
        text.append(indent).append("  -");
        value(indent + "  ", item);
      }
    } else if (value instanceof String lines && isBlock(lines)) {
      text.append(" |\n");
      lines
          .lines()
          .forEach(line -> text.append(line.isEmpty() ? "" : indent + "  " + line).append('\n'));
    } else {
      text.append(' ').append(flow(value)).append('\n');
    }
  }

  private static boolean isShort(String indent, List<?> list) {
    return list.isEmpty()
        || (list.stream().noneMatch(item -> item instanceof String s && isBlock(s))
            && indent.length() + flow(list).length() < WIDTH);
  }

  /** A map of one value, other than an action of a task. */
  private static boolean isShort(String indent, Map<?, ?> map) {
    return map.size() == 1
        && !map.containsKey("command")
        && map.values().stream().noneMatch(value -> value instanceof Map)
        && map.values().stream().noneMatch(value -> value instanceof String s && isBlock(s))
        && indent.length() + flow(map).length() < WIDTH;
  }

  /** Returns true for lines that a block keeps as they are. */
  private static boolean isBlock(String lines) {
    return lines.endsWith("\n")
        && !lines.endsWith("\n\n")
        && !lines.startsWith(" ")
        && !lines.startsWith("\n")
        && lines.lines().noneMatch(line -> !line.equals(line.stripTrailing()))
        && lines
            .codePoints()
            .noneMatch(
                c ->
                    (c != '\n' && c != '\t' && Printable.isHarmful(c))
                        || Character.getType(c) == Character.UNASSIGNED
                        || Character.getType(c) == Character.SURROGATE);
  }

  private static String flow(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey()) + ": " + flow(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(value);
  }

  private static String scalar(Object value) {
    return Yaml.scalar(value, PLAIN);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
