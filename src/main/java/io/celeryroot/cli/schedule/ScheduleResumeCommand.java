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

/** {@code cl schedule resume}. */
@Command(
    description = "Lets a paused schedule become due again.",
    footer = {"", "Example: cl schedule resume nightly"})
public final class ScheduleResumeCommand extends RedisCommand {

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Override
  protected boolean run(SiteConnection site) {
    NameLookup.schedule(site.config(), name);
    FileDrift.warnOfBeats(console, site);
    boolean changed = new ScheduleStates(site.redis(), site.config().resultsKept()).resume(name);
    console.answer(
        Map.of("schedule", name, "changed", changed),
        () -> name + ": " + (changed ? "resumed" : "was not paused") + "\n");
    return true;
  }
}
