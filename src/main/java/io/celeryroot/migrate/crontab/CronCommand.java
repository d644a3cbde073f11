// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import java.util.Optional;

/**
 * The command of a crontab line.
 *
 * @param text up to the first {@code %} without a backslash; one of two backslashes is none
 * @param input standard input: the rest, with line feeds for its {@code %}; ends with one
 */
record CronCommand(String text, Optional<String> input) {

  static CronCommand parse(String field) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < field.length() && field.charAt(at) != '%') {
      int length = field.charAt(at) == '\\' ? 2 : 1;
      String piece = field.substring(at, Math.min(at + length, field.length()));
      text.append(piece.equals("\\%") ? "%" : piece);
      at += length;
    }
    Optional<String> input =
        at < field.length() ? Optional.of(input(field.substring(at + 1))) : Optional.empty();
    return new CronCommand(text.toString().strip(), input);
  }

  /** Returns the standard input, where a backslash hides a percent sign, whatever is before it. */
  private static String input(String rest) {
    String text = rest.replaceAll("(?<!\\\\)%", "\n").replace("\\%", "%");
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /** Returns true for a command that is not the same under each cron. */
  boolean hasTwoBackslashes() {
    return text.contains("\\\\");
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
