// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.view.ViewPart;
import io.celeryroot.view.site.ProcessViews;
import io.celeryroot.view.site.SiteViews;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl task status}: everything at a glance. */
@Command(
    description = "Says what is wrong, then sums up hosts, jobs, queues and schedules.",
    footer = {
      "",
      "Of many hosts, lists or schedules, only those with a problem have a line; --hosts shows all.",
      "With --host the answer is yes (exit code 0) while a Beat or a worker of that host is alive, else no (1).",
      "Example: cl task status",
      "Example: cl task status --host webserver01"
    })
public final class TaskStatusCommand extends RedisCommand {

  @Option(
      names = "--host",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "HOST",
      description =
          "Only Beat and workers of this host (without a name: $CL_HOSTNAME, else this machine).")
  private String host;

  @Option(
      names = "--hosts",
      description = "A line for each host, list and schedule, however many there are.")
  private boolean all;

  @Override
  protected boolean run(SiteConnection site) {
    Monitor monitor = site.monitor();
    if (host != null) {
      String name = host.isEmpty() ? LocalHost.name(console.env()) : host;
      return isAlive(site, name, monitor);
    }
    SiteViews views = SiteViews.read(site.redis(), site.config(), monitor, site.now());
    console.answer(views.document(), () -> views.text(console.terminal(), all));
    return true;
  }

  /** Tells whether at least one process of a host is alive; a lost one may be of yesterday. */
  private boolean isAlive(SiteConnection site, String name, Monitor monitor) {
    List<ProcessView> beats = on(name, monitor.beats());
    List<ProcessView> workers = on(name, monitor.workers());
    if (!host.isEmpty() && beats.isEmpty() && workers.isEmpty() && !isFirstKnown(site, name)) {
      NameLookup.checkHost(site, name);
    }
    Instant now = site.now();
    boolean alive = Stream.of(beats, workers).flatMap(List::stream).anyMatch(ProcessView::alive);
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("host", name);
    head.put("alive", alive);
    answer(
        head,
        beats.isEmpty() && workers.isEmpty() ? "no Beat and no worker of " + name + " seen\n" : "",
        List.of(
            new ViewPart<>("beats", ProcessViews.beats(now), beats, ""),
            new ViewPart<>("workers", ProcessViews.workers(now), workers, "")));
    return alive;
  }

  private static boolean isFirstKnown(SiteConnection site, String name) {
    return NameLookup.unknownHost(site, LocalHost.first(name)).isEmpty();
  }

  /** Finds the processes of a host, whose name is known in full or up to its first dot. */
  private static List<ProcessView> on(String host, List<ProcessView> processes) {
    List<String> names = List.of(host, LocalHost.first(host));
    return processes.stream().filter(p -> names.contains(p.heartbeat().host())).toList();
  }

  private void answer(Map<String, Object> head, String line, List<ViewPart<?>> parts) {
    console.answer(
        ViewPart.addTo(new LinkedHashMap<>(head), parts),
        () -> line + ViewPart.text(parts, console.terminal()));
  }
}
