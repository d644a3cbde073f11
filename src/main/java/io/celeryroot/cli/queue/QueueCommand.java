// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.CommandGroup;
import io.celeryroot.cli.console.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code cl queue}: the commands below it. */
@Command(
    name = "queue",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Shows and repairs the queues in Redis.",
    footer = {"", "Example: cl queue list"})
public final class QueueCommand extends CommandGroup {

  public QueueCommand(Console console) {
    super(console);
  }

  /** The commands below it, by name, in the order of the help. */
  public static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("list", () -> new QueueListCommand(console));
    commands.put("dead", () -> new QueueDeadCommand(console));
    commands.put("requeue", () -> new QueueRequeueCommand(console));
    commands.put("purge", () -> new QueuePurgeCommand(console));
    return commands;
  }
}
