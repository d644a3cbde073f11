// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.config.read.ConfigDocs;
import picocli.CommandLine.Command;

/** {@code cl config schema}: the JSON Schema of cl.yaml. */
@Command(
    description = "Prints the JSON Schema of cl.yaml, for editors.",
    footer = {"", "Example: cl config schema > cl.schema.json"})
public final class ConfigSchemaCommand extends ConsoleCommand {

  @Override
  protected boolean run() {
    console.out().println(ConfigDocs.jsonSchema().stripTrailing());
    return true;
  }
}
