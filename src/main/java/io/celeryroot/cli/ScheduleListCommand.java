// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.monitor.ScheduleView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cl schedule list}: the schedules and what became of their last runs. */
@Command(
    name = "list",
    sortOptions = false,
    description = "Lists the schedules with their next due instant, last run and missed runs.",
    footer = {
      "",
      "With -o json, \"runs\" counts the due instants that became a run, each later than all before:",
      "no runs by hand, and none that was caught up after a later one had run.",
      "Example: cl schedule list"
    })
final class ScheduleListCommand implements Callable<Integer> {

  private final Session session;

  ScheduleListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Site site = Site.open(session)) {
      List<ScheduleView> schedules = site.monitor().schedules(session.now());
      session.answer(
          schedules.stream().map(ScheduleText::document).toList(),
          () -> ScheduleText.table(schedules, session.now()).render(session.terminal()));
      return ExitCode.YES;
    }
  }
}
