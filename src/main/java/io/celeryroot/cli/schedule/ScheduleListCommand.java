// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.view.ScheduleViews;
import java.time.Instant;
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
final class ScheduleListCommand extends RedisCommand {

  ScheduleListCommand(Console console) {
    super(console);
  }

  @Override
  protected int run(SiteConnection site) {
    Instant now = console.now();
    console.answer(ScheduleViews.at(now), site.monitor().schedules(now));
    return ExitCode.YES;
  }
}
