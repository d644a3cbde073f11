// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.control.OrderCommand;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue drain}: keeps new jobs out. */
@Command(
    description = "Keeps new jobs out of a queue, until cl queue resume.",
    footer = {
      "",
      "What waits in it runs. Beat records due jobs for it as skipped (queue drained), and cl task refuses.",
      "Retries, and steps of workflows that run, still get in, and so does what Celery clients push.",
      "Example: cl queue drain webserver --reason \"new release\""
    })
public final class QueueDrainCommand extends OrderCommand {

  @Parameters(paramLabel = "QUEUE", description = "A role, or its queue.")
  private String name;

  @Override
  protected boolean run(SiteConnection site) {
    QueueName queue = QueueName.of(site.config(), name);
    return give(
        site,
        Kind.QUEUE,
        queue.queue(),
        Action.DRAIN,
        queue.label(),
        "drained; it takes no new job, and what waits in it runs");
  }
}
