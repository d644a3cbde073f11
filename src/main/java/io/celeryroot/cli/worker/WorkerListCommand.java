// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.view.site.FleetViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl worker list}: the hosts of the file, and others that serve. */
@Command(
    description = "Lists the hosts of the file: alive, away since when, or never seen.",
    footer = {
      "",
      "Of many hosts in one state, the first are named and the others counted.",
      "FILE is the time since the last change of the cl.yaml that the worker runs.",
      "Example: cl worker list",
      "Example: cl worker list --hosts -o json"
    })
public final class WorkerListCommand extends RedisCommand {

  @Option(names = "--hosts", description = "A line for each host, however many there are.")
  private boolean all;

  @Override
  protected boolean run(SiteConnection site) {
    Fleet fleet = new FleetReader(site.redis(), site.config()).read();
    FleetViews views = new FleetViews(fleet, console.now());
    console.answer(views.document(), () -> views.text(console.terminal(), all));
    return true;
  }
}
