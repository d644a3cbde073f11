// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.view.site.ScheduleViews;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code cl schedule list}: the schedules and what became of their last runs. */
@Command(
    description = "Lists the schedules with their next due instant, last run and missed runs.",
    footer = {
      "",
      "With -o json, \"runs\" counts the due instants that became a run, each later than all before:",
      "no runs by hand, and none that was caught up after a later one had run.",
      "Example: cl schedule list"
    })
public final class ScheduleListCommand extends RedisCommand {

  @Override
  protected boolean run(SiteConnection site) {
    Instant now = site.now();
    FileDrift.warnOfBeats(console, site);
    console.answer(ScheduleViews.at(now), site.monitor().schedules(now));
    return true;
  }
}
