// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.config.Action;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.task.Programs;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command of a task on one line, as a shell would have to be given it. */
public final class CommandLineText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./*{}-]+");

  private CommandLineText() {}

  /**
   * Returns the command with its parameters. A script is shown by its parameters, which arrive as
   * environment variables, and an endpoint by its URI and parameters. Secrets are masked.
   */
  public static String of(TaskDefinition task, Map<String, String> values) {
    if (task.action() instanceof Action.Command) {
      return Programs.display(task, values).stream()
          .map(CommandLineText::quoted)
          .collect(Collectors.joining(" "));
    }
    String params =
        Programs.masked(task, values).entrySet().stream()
            .map(param -> param.getKey() + "=" + quoted(param.getValue()) + " ")
            .collect(Collectors.joining());
    return task.action() instanceof Action.To to
        ? (to.uri() + " " + params).strip()
        : params + "/bin/sh -eu (script of " + task.name() + ")";
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
