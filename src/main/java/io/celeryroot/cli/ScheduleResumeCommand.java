// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.queue.schedule.ScheduleStates;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl schedule resume}. */
@Command(
    name = "resume",
    sortOptions = false,
    description = "Lets a paused schedule become due again.",
    footer = {"", "Example: cl schedule resume nightly"})
final class ScheduleResumeCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  ScheduleResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Site site = Site.open(session)) {
      site.schedule(name);
      boolean changed = new ScheduleStates(site.redis(), site.config().resultsKept()).resume(name);
      session.answer(
          Map.of("schedule", name, "changed", changed),
          () -> name + ": " + (changed ? "resumed" : "was not paused") + "\n");
      return ExitCode.YES;
    }
  }
}
