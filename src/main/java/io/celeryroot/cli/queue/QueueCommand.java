// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.CommandGroup;
import picocli.CommandLine.Command;

/** {@code cl queue}: the commands below it. */
@Command(
    description = "Shows and repairs the queues in Redis.",
    footer = {"", "Example: cl queue list"})
public final class QueueCommand extends CommandGroup {}
