// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A run by hand of {@code cl up}, to have something to see before the first due instant. */
final class FirstRun {

  private static final String TASK = "ping";

  private final Console console;
  private final ClConfig config;
  private final Consumer<String> print;

  FirstRun(Console console, ClConfig config, Consumer<String> print) {
    this.console = console;
    this.config = config;
    this.print = print;
  }

  /** Submits it for hosts whose queues take new jobs. */
  void submit(List<String> hosts) {
    TaskDefinition task = NameLookup.task(config, TASK);
    List<Target> targets =
        Targets.resolve(config, hosts, Optional.empty(), TASK, Set.of()).targets();
    Binding values = Parameters.bind(task, List.of(), Map.of());
    if (targets.isEmpty() || !values.isValid()) {
      return; // The file has a ping of its own that wants to be told something.
    }
    try (SiteConnection site = SiteConnection.connect(config, console.env())) {
      ControlState orders = new Controls(site.redis()).read();
      List<Target> open = open(orders, targets);
      if (!open.isEmpty()) {
        print.accept(
            "first a %s on %s, to show that they run jobs"
                .formatted(TASK, Text.count(open.size(), "host")));
        site.hands(orders)
            .submit(RunRequest.ofTask(task, values.values(), open, console.submitter()));
      }
    }
  }

  /** Returns the targets whose queues take new jobs, and says why the others do not. */
  private List<Target> open(ControlState orders, List<Target> targets) {
    targets.stream()
        .flatMap(target -> orders.drains(target.queue()).stream())
        .distinct()
        .forEach(
            order ->
                print.accept(
                    "no first %s there: %s, so it takes no new job; to end that: %s"
                        .formatted(TASK, Printable.line(order.fullText()), order.command())));
    return targets.stream().filter(target -> orders.drains(target.queue()).isEmpty()).toList();
  }
}
