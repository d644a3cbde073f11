// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandGroup;
import io.celeryroot.cli.console.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code cl config}: the commands below it. */
@Command(
    name = "config",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Writes, checks and shows cl.yaml.",
    footer = {"", "Example: cl config validate"})
public final class ConfigCommand extends CommandGroup {

  public ConfigCommand(Console console) {
    super(console);
  }

  /** The commands below it, by name, in the order of the help. */
  public static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("init", () -> new ConfigInitCommand(console));
    commands.put("edit", () -> new ConfigEditCommand(console));
    commands.put("validate", () -> new ConfigValidateCommand(console));
    commands.put("show", () -> new ConfigShowCommand(console));
    commands.put("workers", () -> new ConfigWorkersCommand(console));
    commands.put("schedules", () -> new ConfigSchedulesCommand(console));
    commands.put("schema", () -> new ConfigSchemaCommand(console));
    return commands;
  }
}
