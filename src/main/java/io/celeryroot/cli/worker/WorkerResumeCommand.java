// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.control.ResumeCommand;
import io.celeryroot.queue.control.ControlOrder.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl worker resume}: ends a drain. */
@Command(
    description = "Lets the workers of a drained host claim jobs again.",
    footer = {"", "Example: cl worker resume webserver01"})
public final class WorkerResumeCommand extends ResumeCommand {

  @Parameters(paramLabel = "HOST", description = "Name of the host.")
  private String host;

  @Override
  protected boolean run(SiteConnection site) {
    return resume(site, Kind.HOST, host, "host " + host);
  }
}
