// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.control.OrderCommand;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl worker drain}: takes a host out of work. */
@Command(
    description = "Keeps the workers of a host from claiming jobs, until cl worker resume.",
    footer = {
      "",
      "Running jobs go on, and new jobs for the host wait. It holds through restarts of everybody.",
      "Example: cl worker drain webserver01 --reason \"new kernel\""
    })
public final class WorkerDrainCommand extends OrderCommand {

  @Parameters(paramLabel = "HOST", description = "A host of the file, or one that has a worker.")
  private String host;

  @Override
  protected boolean run(SiteConnection site) {
    if (site.config().rolesOf(host).isEmpty() && !UnknownHost.seen(site).contains(host)) {
      throw UnknownHost.failure(site, host);
    }
    return give(
        site,
        Kind.HOST,
        host,
        Action.DRAIN,
        "host " + host,
        "drained; its workers claim no job, running jobs go on");
  }
}
