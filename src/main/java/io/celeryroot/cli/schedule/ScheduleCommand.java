// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl schedule}: the commands below it. */
@Command(
    description = "Shows, starts and pauses schedules.",
    footer = {"", "Example: cl schedule next"})
public final class ScheduleCommand extends CommandGroup {}
