// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.control.OrderCommand;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue pause}: keeps workers from claiming jobs. */
@Command(
    description = "Keeps workers from claiming jobs of a queue, until cl queue resume.",
    footer = {
      "",
      "Running jobs go on, and new jobs wait in the queue. It holds through restarts of everybody.",
      "Example: cl queue pause webserver --reason \"new release\""
    })
public final class QueuePauseCommand extends OrderCommand {

  @Parameters(paramLabel = "QUEUE", description = "A role, or its queue.")
  private String name;

  @Override
  protected boolean run(SiteConnection site) {
    QueueName queue = QueueName.of(site.config(), name);
    return give(
        site,
        Kind.QUEUE,
        queue.queue(),
        Action.PAUSE,
        queue.label(),
        "paused; workers claim no job of it, and new jobs wait");
  }
}
