// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import picocli.CommandLine.Command;

/** {@code cl queue}: the commands below it. */
@Command(
    name = "queue",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Shows and mends the queues in Redis.",
    footer = {"", "Example: cl queue list"})
final class QueueCommand extends CommandGroup {

  QueueCommand(Session session) {
    super(session);
  }
}
