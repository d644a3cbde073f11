// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import picocli.CommandLine.Command;

/** {@code cl schedule}: the commands below it. */
@Command(
    name = "schedule",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = "Shows, starts and pauses schedules.",
    footer = {"", "Example: cl schedule next"})
final class ScheduleCommand extends CommandGroup {

  ScheduleCommand(Session session) {
    super(session);
  }
}
