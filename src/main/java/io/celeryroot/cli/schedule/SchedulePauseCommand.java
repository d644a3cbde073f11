// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.queue.schedule.ScheduleStates;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl schedule pause}. */
@Command(
    description = "Keeps a schedule from becoming due until it is resumed.",
    footer = {"", "Example: cl schedule pause nightly"})
public final class SchedulePauseCommand extends RedisCommand {

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Override
  protected boolean run(SiteConnection site) {
    NameLookup.schedule(site.config(), name);
    FileDrift.warnOfBeats(console, site);
    boolean changed = new ScheduleStates(site.redis(), site.config().resultsKept()).pause(name);
    console.answer(
        Map.of("schedule", name, "changed", changed),
        () -> name + ": " + (changed ? "paused" : "was already paused") + "\n");
    return true;
  }
}
