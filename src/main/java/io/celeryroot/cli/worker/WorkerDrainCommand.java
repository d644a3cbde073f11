// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.worker;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.cli.control.OrderCommand;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.control.ControlOrder.Action;
import io.celeryroot.queue.control.ControlOrder.Kind;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
    if (site.config().rolesOf(host).isEmpty()) {
      checkSeen(site);
    }
    return give(
        site,
        Kind.HOST,
        host,
        Action.DRAIN,
        "host " + host,
        "drained; its workers claim no job, running jobs go on");
  }

  private void checkSeen(SiteConnection site) {
    List<String> seen =
        site.monitor().workers().stream()
            .map(ProcessView::heartbeat)
            .map(worker -> worker.host())
            .toList();
    if (!seen.contains(host)) {
      Set<String> known =
          new TreeSet<>(
              Stream.concat(
                      seen.stream(),
                      site.config().roles().values().stream()
                          .flatMap(role -> role.namedHosts().stream()))
                  .toList());
      throw CommandFailure.noSuchThing(
          "cl: no host %s in the file, and none was seen%s\n    see: cl config workers",
          Quote.of(host), Suggestion.of(host, known));
    }
  }
}
