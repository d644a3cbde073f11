// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.queue.schedule.ScheduleStates;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl schedule pause}. */
@Command(
    name = "pause",
    sortOptions = false,
    description = "Keeps a schedule from becoming due until it is resumed.",
    footer = {"", "Example: cl schedule pause nightly"})
final class SchedulePauseCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  SchedulePauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Site site = Site.open(session)) {
      site.schedule(name);
      boolean changed = new ScheduleStates(site.redis(), site.config().resultsKept()).pause(name);
      session.answer(
          Map.of("schedule", name, "changed", changed),
          () -> name + ": " + (changed ? "paused" : "was paused before") + "\n");
      return ExitCode.YES;
    }
  }
}
