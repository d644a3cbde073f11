// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.output.Terminal;
import io.celeryroot.cli.view.ProcessViews;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.ProcessView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The answer of {@code cl task status --host}. */
record HostStatus(String host, List<ProcessView> workers, List<ProcessView> beats, Instant now) {

  /** Finds the processes of a host, whose name is known in full or up to its first dot. */
  static HostStatus of(String host, Monitor monitor, Instant now) {
    return new HostStatus(host, on(host, monitor.workers()), on(host, monitor.beats()), now);
  }

  private static List<ProcessView> on(String host, List<ProcessView> processes) {
    List<String> names = List.of(host, LocalHost.first(host));
    return processes.stream().filter(p -> names.contains(p.heartbeat().host())).toList();
  }

  /** Tells whether at least one process is alive; a lost one may be of yesterday. */
  boolean isAlive() {
    return Stream.of(workers, beats).flatMap(List::stream).anyMatch(ProcessView::alive);
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("host", host);
    document.put("alive", isAlive());
    document.put("beats", ProcessViews.beats(now).documents(beats));
    document.put("workers", ProcessViews.workers(now).documents(workers));
    return document;
  }

  String text(Terminal terminal) {
    if (beats.isEmpty() && workers.isEmpty()) {
      return "no Beat and no worker of " + host + " seen\n";
    }
    String beatTable = beats.isEmpty() ? "" : ProcessViews.beats(now).table(beats, terminal);
    String workerTable =
        workers.isEmpty() ? "" : ProcessViews.workers(now).table(workers, terminal);
    return beatTable + (beats.isEmpty() || workers.isEmpty() ? "" : "\n") + workerTable;
  }
}
