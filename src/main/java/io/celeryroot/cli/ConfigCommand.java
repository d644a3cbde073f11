// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import picocli.CommandLine.Command;

/** {@code cl config}: the commands below it. */
@Command(
    name = "config",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Writes, checks and shows cl.yaml.",
    footer = {"", "Example: cl config validate"})
final class ConfigCommand extends CommandGroup {

  ConfigCommand(Session session) {
    super(session);
  }
}
