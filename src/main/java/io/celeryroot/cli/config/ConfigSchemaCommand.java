// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.config.read.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl config schema}: the JSON Schema of cl.yaml. */
@Command(
    name = "schema",
    sortOptions = false,
    description = "Prints the JSON Schema of cl.yaml, for editors.",
    footer = {"", "Example: cl config schema > cl.schema.json"})
final class ConfigSchemaCommand implements Callable<Integer> {

  private final Console console;

  ConfigSchemaCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().println(ConfigSchema.jsonSchema().stripTrailing());
    return ExitCode.YES;
  }
}
