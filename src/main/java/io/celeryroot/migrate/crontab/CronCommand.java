// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.Optional;

/**
 * The command of a crontab line.
 *
 * @param text up to the first {@code %} without a backslash
 * @param input standard input: the rest, with line feeds for its {@code %}; ends with one
 */
record CronCommand(String text, Optional<String> input) {

  static CronCommand parse(String field) {
    StringBuilder text = new StringBuilder();
    StringBuilder input = null;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      StringBuilder part = input == null ? text : input;
      if (field.startsWith("\\%", i)) {
        part.append('%');
        i++;
      } else if (c != '%') {
        part.append(c);
      } else if (input == null) {
        input = new StringBuilder();
      } else {
        input.append('\n');
      }
    }
    return new CronCommand(
        text.toString().strip(), Optional.ofNullable(input).map(CronCommand::ended));
  }

  private static String ended(StringBuilder input) {
    String text = input.toString();
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /** Returns the text for a shell: with its standard input, if it has any. */
  String forShell() {
    if (input.filter(text -> !text.isEmpty()).isEmpty()) {
      return text;
    }
    String mark = "INPUT";
    while (input.get().contains(mark)) {
      mark += "_";
    }
    return "{\n" + text + "\n} <<'" + mark + "'\n" + input.get() + mark;
  }
}
