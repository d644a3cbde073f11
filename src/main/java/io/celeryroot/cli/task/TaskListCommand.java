// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.view.RunViews;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunView;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl task list}: recent runs. */
@Command(
    description = "Lists recent runs, newest first, with the number of jobs for each outcome.",
    footer = {"", "Example: cl task list --failed"})
public final class TaskListCommand extends RedisCommand {

  private static final int MOST = 10_000;

  @Option(
      names = "-n",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--schedule", paramLabel = "NAME", description = "Only runs of this schedule.")
  private String schedule;

  @Option(names = "--task", paramLabel = "NAME", description = "Only runs of this task.")
  private String task;

  @Option(names = "--failed", description = "Only those in which a job failed.")
  private boolean failed;

  @Override
  protected void check() {
    CommandFailure.refuseIf(count < 1 || count > MOST, "cl: -n %s; need 1 to %s", count, MOST);
  }

  @Override
  protected boolean run(SiteConnection site) {
    Predicate<RunRecord> wanted =
        run ->
            (schedule == null || run.schedule().equals(Optional.of(schedule)))
                && (task == null || run.runs(task));
    // The ID of a schedule's run begins with its name.
    Predicate<String> ids = id -> schedule == null || id.startsWith(schedule + "-");
    List<RunView> runs =
        site.monitor().runs(count, ids, wanted, run -> !failed || run.hasFailedJob());
    console.answer(RunViews.RUNS, runs);
    return true;
  }
}
