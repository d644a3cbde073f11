// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.monitor.Monitor;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl task status}: everything at a glance. */
@Command(
    name = "status",
    sortOptions = false,
    description = "Shows workers, what runs, queues, and what schedules did and will do.",
    footer = {"", "Example: cl task status"})
final class TaskStatusCommand implements Callable<Integer> {

  private final Session session;

  TaskStatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Site site = Site.open(session)) {
      Monitor monitor = site.monitor();
      Instant now = session.now();
      StatusText status =
          new StatusText(
              site.redis().maskedUrl(),
              monitor.workers(),
              monitor.beats(),
              monitor.queues(),
              monitor.schedules(now),
              now);
      session.answer(status.document(), () -> status.text(session.terminal()));
      return ExitCode.YES;
    }
  }
}
