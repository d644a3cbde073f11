// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Lets {@code cl task NAME} stand for {@code cl task run NAME}.
 *
 * <p>Done before picocli reads the arguments, because picocli would take an argument of the task
 * that equals a command, as in {@code cl task install list}, for that command. A task that is named
 * like a command is started with the long form: {@code cl task run status}.
 */
final class TaskNames {

  static final Set<String> COMMANDS =
      Set.of("run", "status", "list", "result", "logs", "cancel", "retry");

  /** Options that stand before a task's name and take a value of their own. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-c",
          "--config",
          "--env",
          "-o",
          "--format",
          "-t",
          "--targets",
          "-p",
          "--param",
          "--on",
          "--timeout");

  private TaskNames() {}

  /** The arguments with {@code run} put in where it was left out. */
  static String[] withRun(String... args) {
    int task = firstWord(args, 0);
    if (task == args.length || !args[task].equals("task")) {
      return args;
    }
    int name = firstWord(args, task + 1);
    if (name == args.length || COMMANDS.contains(args[name])) {
      return args;
    }
    List<String> words = new ArrayList<>(Arrays.asList(args));
    words.add(task + 1, "run");
    return words.toArray(String[]::new);
  }

  /** Index of the first argument that is neither an option nor the value of one. */
  static int firstWord(String[] args, int from) {
    int i = from;
    while (i < args.length && args[i].startsWith("-") && !args[i].equals("--")) {
      i += WITH_VALUE.contains(args[i]) ? 2 : 1;
    }
    return Math.min(i, args.length);
  }
}
