// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Moment;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.console.Suggestion;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Outcome;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.view.site.RunSummaryViews;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cl task list}: recent runs. */
@Command(
    description = "Lists recent runs, newest first, with the number of jobs for each outcome.",
    footer = {
      "",
      "LONGEST is the duration of the longest job. Filters are joined by \"and\".",
      "Example: cl task list --failed --since 2d",
      "Example: cl task list --task backup_database --slowest -n 5"
    })
public final class TaskListCommand extends RedisCommand {

  private static final int MOST = 10_000;

  @Option(
      names = "-n",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      description = "Only runs of this schedule.")
  private String schedule;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Only runs of this task, also by schedules that have it now.")
  private String task;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Only runs with a job for this host.")
  private String host;

  @Option(
      names = "--outcome",
      split = " *, *",
      splitSynopsisLabel = ",",
      paramLabel = "OUTCOME",
      completionCandidates = OutcomeNames.class,
      description = "Only runs in which a job ended so: ${COMPLETION-CANDIDATES}.")
  private List<Outcome> outcomes = List.of();

  @Option(names = "--failed", description = "Only those in which a job failed.")
  private boolean failed;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those submitted since, such as 2d (ago) or 2026-11-24T02:00:00Z.")
  private Moment since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only those submitted until then.")
  private Moment until;

  @Option(names = "--slowest", description = "Those with the longest job first.")
  private boolean slowest;

  @Override
  protected void check() {
    CommandFailure.refuseIf(count < 1 || count > MOST, "cl: -n %s; need 1 to %s", count, MOST);
    CommandFailure.refuseIf(
        failed && !outcomes.isEmpty(), "cl: --failed does not go with --outcome");
  }

  @Override
  protected boolean run(SiteConnection site) {
    Instant now = site.now();
    RunQuery query =
        new RunQuery(
            count,
            Optional.ofNullable(schedule),
            Optional.ofNullable(task),
            Optional.ofNullable(host),
            wanted(),
            Optional.ofNullable(since).map(time -> time.from(now)),
            Optional.ofNullable(until).map(time -> time.from(now)),
            slowest);
    RunHistory history = new RunHistory(site.redis(), site.config());
    List<RunSummary> found = history.find(query);
    if (found.isEmpty()) {
      checkNames(site, history);
    }
    console.answer(RunSummaryViews.RUNS, found);
    return true;
  }

  /** Ends the command if a name is neither in the file nor on record. */
  private void checkNames(SiteConnection site, RunHistory history) {
    ClConfig config = site.config();
    boolean hasSchedule = schedule == null || config.schedules().containsKey(schedule);
    if (!hasSchedule && history.find(RunQuery.ofSchedule(schedule, 1)).isEmpty()) {
      NameLookup.schedule(config, schedule);
    }
    boolean hasTask =
        task == null || config.task(task).isPresent() || config.workflow(task).isPresent();
    if (!hasTask && history.find(RunQuery.ofTask(task, 1)).isEmpty()) {
      Set<String> known = new TreeSet<>(config.tasks().keySet());
      config.allWorkflows().forEach(workflow -> known.add(workflow.name()));
      throw CommandFailure.noSuchThing("cl: %s", Suggestion.unknown("task", task, known));
    }
    Optional.ofNullable(host)
        .flatMap(name -> NameLookup.unknownHost(site, name))
        .filter(unknown -> history.find(RunQuery.ofHost(host, 1)).isEmpty())
        .ifPresent(
            unknown -> {
              throw unknown;
            });
  }

  private Set<Outcome> wanted() {
    if (failed) {
      return RunQuery.FAILURES;
    }
    return outcomes.isEmpty() ? Set.of() : EnumSet.copyOf(outcomes);
  }
}
