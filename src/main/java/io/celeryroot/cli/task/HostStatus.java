// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.view.StatusText;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.ProcessView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What runs on one host, in the forms of an answer. */
record HostStatus(String host, List<ProcessView> workers, List<ProcessView> beats, Instant now) {

  /** Of all that were seen, those of a host that is known in full or up to its first dot. */
  static HostStatus of(String host, Monitor monitor, Instant now) {
    return new HostStatus(host, on(host, monitor.workers()), on(host, monitor.beats()), now);
  }

  private static List<ProcessView> on(String host, List<ProcessView> processes) {
    List<String> names = List.of(host, LocalHost.first(host));
    return processes.stream().filter(p -> names.contains(p.heartbeat().host())).toList();
  }

  /** Whether at least one of them is; one that was lost may be of yesterday. */
  boolean isAlive() {
    return Stream.of(workers, beats).flatMap(List::stream).anyMatch(ProcessView::alive);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("host", host);
    document.put("alive", isAlive());
    document.put("beats", beats.stream().map(StatusText::document).toList());
    document.put("workers", workers.stream().map(StatusText::document).toList());
    return document;
  }

  String text(Terminal terminal) {
    List<String> tables =
        Stream.of(StatusText.beatTable(beats, now), StatusText.workerTable(workers, now))
            .filter(table -> !table.isEmpty())
            .map(table -> table.render(terminal))
            .toList();
    return tables.isEmpty()
        ? "no Beat and no worker of " + host + " seen\n"
        : String.join("\n", tables);
  }
}
