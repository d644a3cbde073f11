// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.queue;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.control.ResumeCommand;
import io.celeryroot.queue.control.ControlOrder.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl queue resume}: ends a pause or a drain. */
@Command(
    description = "Lets workers claim jobs of a queue again, and lets new jobs in.",
    footer = {"", "Example: cl queue resume webserver"})
public final class QueueResumeCommand extends ResumeCommand {

  @Parameters(
      paramLabel = "QUEUE",
      description = "A role, or a queue, also one that the file has no more.")
  private String name;

  @Override
  protected boolean run(SiteConnection site) {
    QueueName queue = QueueName.ofAny(site.config(), name);
    return resume(site, Kind.QUEUE, queue.queue(), queue.label());
  }
}
