// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.Action;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.stream.Collectors;

/** Program of a task as text for people: shortened, and never with a value. */
final class ProgramText {

  private static final int MAX_LENGTH = 100;

  private ProgramText() {}

  /**
   * Shows the words of a command, with parameters and environment variables by name, or the
   * beginning of a script.
   */
  static String of(TaskDefinition task) {
    return task.action() instanceof Action.Command command
        ? "Runs: "
            + Quote.cut(
                command.template().stream().map(ProgramText::word).collect(Collectors.joining(" ")),
                MAX_LENGTH)
        : "Runs with /bin/sh -eu"
            + script(((Action.Script) task.action()).text(), task.isBuiltIn());
  }

  private static String word(String template) {
    String text = template.replace("$${", "${");
    return text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)
        ? "'" + text + "'"
        : text;
  }

  private static String script(String text, boolean isBuiltIn) {
    List<String> lines = text.strip().lines().toList();
    String size = lines.size() == 1 ? "" : " a script of " + lines.size() + " lines";
    if (isBuiltIn) {
      return size + " that comes with Celeryroot";
    }
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("set "))
        .findFirst()
        .map(
            line ->
                size + (lines.size() == 1 ? ": " : ", it begins: ") + Quote.cut(line, MAX_LENGTH))
        .orElse(size);
  }
}
