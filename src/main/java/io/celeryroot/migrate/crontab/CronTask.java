// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.migrate.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command as a task that means the same: cron gives it to {@code $SHELL -c} in the home of the
 * user, without {@code -e} and {@code -u}.
 */
final class CronTask {

  private static final String SH = "/bin/sh";

  /** Words that no shell changes. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./](?:[A-Za-z0-9_./:=@+,%\\s-]*[A-Za-z0-9_./:=@+,%-])?");

  /** Commands of a shell that run others in it, for which its options count. */
  private static final Set<String> OF_SHELL =
      Set.of(".", "source", "eval", "exec", "command", "set", "trap");

  private CronTask() {}

  /**
   * Makes the task.
   *
   * @param user as whom it runs; empty: as the worker
   * @param environment variables of the crontab, {@code SHELL} included
   */
  static Task of(CronCommand command, Optional<String> user, Map<String, String> environment) {
    Map<String, Object> keys = new LinkedHashMap<>();
    String shell = environment.getOrDefault("SHELL", SH);
    action(command, shell, keys);
    user.ifPresent(name -> keys.put("user", name));
    String home = environment.getOrDefault("HOME", "");
    if (home.startsWith("/")) {
      keys.put("workdir", Task.escaped(home));
    }
    Map<String, Object> env = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          if (!name.equals("SHELL")) {
            env.put(name, Task.escaped(value));
          }
        });
    if (!env.isEmpty()) {
      keys.put("env", env);
    }
    return new Task(CommandName.of(command.text()), keys);
  }

  private static void action(CronCommand command, String shell, Map<String, Object> keys) {
    String text = command.text();
    boolean isPlain = command.input().isEmpty() && PLAIN.matcher(text).matches();
    String program = text.split("\\s+", 2)[0];
    if (isPlain && program.startsWith("/")) {
      keys.put("command", text.replaceAll("\\s+", " "));
    } else if (!shell.equals(SH)) {
      keys.put("command", List.of(Task.escaped(shell), "-c", Task.inArgument(command.forShell())));
    } else if (isPlain && !program.contains("=") && !OF_SHELL.contains(program)) {
      keys.put("script", text + "\n");
    } else {
      keys.put("script", "set +eu\n" + command.forShell() + "\n");
    }
  }
}
