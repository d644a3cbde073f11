// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.fleet.Fleet;
import io.celeryroot.monitor.fleet.FleetReader;
import io.celeryroot.view.site.FleetViews;
import io.celeryroot.view.site.HostViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl worker list}: the hosts of the file, and others that serve. */
@Command(
    description = {
      "Lists the hosts of the file: alive, away since when, or never seen.",
      "Of one host: also what it runs, what waits for it, when it was away, and its last runs."
    },
    footer = {
      "",
      "Of many hosts in one state, the first are named and the others counted.",
      "FILE is the time since the last change of the cl.yaml that the worker runs.",
      "Example: cl worker list",
      "Example: cl worker list --hosts -o json",
      "Example: cl worker list webserver01"
    })
public final class WorkerListCommand extends RedisCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST",
      description = "Only this host, and all about it.")
  private String host;

  @Option(names = "--hosts", description = "A line for each host, however many there are.")
  private boolean all;

  @Override
  protected boolean run(SiteConnection site) {
    if (host != null) {
      return show(site);
    }
    Fleet fleet = new FleetReader(site.redis(), site.config()).read();
    FleetViews views = new FleetViews(fleet, site.now());
    console.answer(views.document(), () -> views.text(console.terminal(), all));
    return true;
  }

  private boolean show(SiteConnection site) {
    HostViews views =
        HostViews.read(site.redis(), site.config(), site.monitor(), site.now(), host)
            .orElseThrow(() -> UnknownHost.failure(site, host));
    console.answer(views.document(), () -> views.text(console.terminal()));
    return true;
  }
}
