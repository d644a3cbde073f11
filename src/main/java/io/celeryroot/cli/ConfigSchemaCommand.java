// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl config schema}: the JSON Schema of cl.yaml. */
@Command(
    name = "schema",
    sortOptions = false,
    description = "Prints the JSON Schema of cl.yaml, for editors.",
    footer = {"", "Example: cl config schema > cl.schema.json"})
final class ConfigSchemaCommand implements Callable<Integer> {

  private final Session session;

  ConfigSchemaCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.out().println(ConfigSchema.jsonSchema().stripTrailing());
    return ExitCode.YES;
  }
}
