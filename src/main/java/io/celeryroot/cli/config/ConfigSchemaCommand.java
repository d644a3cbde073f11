// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.config.read.ConfigSchema;
import picocli.CommandLine.Command;

/** {@code cl config schema}: the JSON Schema of cl.yaml. */
@Command(
    name = "schema",
    sortOptions = false,
    description = "Prints the JSON Schema of cl.yaml, for editors.",
    footer = {"", "Example: cl config schema > cl.schema.json"})
final class ConfigSchemaCommand extends ConsoleCommand {

  ConfigSchemaCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    console.out().println(ConfigSchema.jsonSchema().stripTrailing());
    return ExitCode.YES;
  }
}
