// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.ScheduleHistory;
import io.celeryroot.view.site.HistoryViews;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl schedule history}: the last runs of a schedule and what changed between them. */
@Command(
    description =
        "Shows the last runs of a schedule: how they ended, how long they took, what changed.",
    footer = {
      "",
      "LONGEST is the duration of the longest job; the usual span holds four fifths of those that",
      "ended well. A run that took more than twice as long is marked as slow.",
      "Example: cl schedule history nightly"
    })
public final class ScheduleHistoryCommand extends RedisCommand {

  private static final int MOST = 10_000;

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file, or a former one.")
  private String name;

  @Option(
      names = "-n",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many runs (default: ${DEFAULT-VALUE}).")
  private int count;

  @Override
  protected void check() {
    CommandFailure.refuseIf(count < 1 || count > MOST, "cl: -n %s; need 1 to %s", count, MOST);
  }

  @Override
  protected boolean run(SiteConnection site) {
    ScheduleHistory history = new RunHistory(site.redis(), site.config()).ofSchedule(name, count);
    if (history.isEmpty()) {
      NameLookup.schedule(site.config(), name);
    }
    HistoryViews views = new HistoryViews(history);
    console.answer(views.document(), () -> views.text(console.terminal()));
    return true;
  }
}
