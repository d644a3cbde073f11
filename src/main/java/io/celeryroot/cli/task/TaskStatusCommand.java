// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.LocalHost;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.Monitor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl task status}: everything at a glance. */
@Command(
    name = "status",
    sortOptions = false,
    description = "Shows workers, what runs, queues, and what schedules did and will do.",
    footer = {
      "",
      "With --host the answer is yes (exit code 0) while a Beat or a worker of that host is alive, else no (1).",
      "Example: cl task status",
      "Example: cl task status --host webserver01"
    })
final class TaskStatusCommand extends RedisCommand {

  @Option(
      names = "--host",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "HOST",
      description =
          "Only Beat and workers of this host (without a name: $CL_HOSTNAME, else this machine).")
  private String host;

  TaskStatusCommand(Console console) {
    super(console);
  }

  @Override
  protected int run(SiteConnection site) {
    if (host != null) {
      return ofHost(site.monitor());
    }
    SiteStatus status = SiteStatus.of(site, console.now());
    console.answer(status.document(), () -> status.text(console.terminal()));
    return ExitCode.YES;
  }

  private int ofHost(Monitor monitor) {
    String name = host.isEmpty() ? LocalHost.name(console.env()) : host;
    HostStatus status = HostStatus.of(name, monitor, console.now());
    console.answer(status.document(), () -> status.text(console.terminal()));
    return status.isAlive() ? ExitCode.YES : ExitCode.NO;
  }
}
