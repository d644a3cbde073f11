// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.cli.run.RunSubmitter;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.monitor.ProcessView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl schedule run}: runs what a schedule runs, now. */
@Audited
@Command(
    description = {
      "Runs the task of a schedule now, with its values and on its targets.",
      "With --missed, or --from and --to: the runs of due instants that did not run."
    },
    footer = {
      "",
      "A due instant has one run, under its own ID: what has run does not run again.",
      "Example: cl schedule run nightly --wait",
      "Example: cl schedule run nightly --missed --dry-run",
      "Example: cl schedule run nightly --from 2026-11-24T00:00:00Z --to 2026-11-26T00:00:00Z"
    })
public final class ScheduleRunCommand extends RedisCommand {

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Option(names = "--missed", description = "The due instants that were missed.")
  private boolean missed;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description =
          "The due instants from this on, such as 2026-11-24T02:00:00Z, that did not run.")
  private Instant from;

  @Option(names = "--to", paramLabel = "INSTANT", description = "The last of them (default: now).")
  private Instant to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "With --missed or --from: how many at most, the oldest first (default: 1000; 100 if runs of"
              + " the schedule do not overlap, since they wait in line).")
  private Integer limit;

  @Mixin private final RunSubmitter waiting = new RunSubmitter();

  @Override
  protected void check() {
    waiting.check();
    boolean isOfPast = missed || from != null;
    CommandFailure.refuseIf(
        missed && (from != null || to != null), "cl: --missed does not go with --from or --to");
    CommandFailure.refuseIf(to != null && from == null, "cl: --to goes with --from only");
    CommandFailure.refuseIf(
        from != null && to != null && to.isBefore(from), "cl: --to %s is before --from", to);
    CommandFailure.refuseIf(
        !isOfPast && limit != null, "cl: --limit goes with --missed or --from only");
    CommandFailure.refuseIf(
        isOfPast && waiting.waits(),
        "cl: --wait and --follow do not go with --missed or --from; see: cl task list");
    CommandFailure.refuseIf(limit != null && limit < 1, "cl: --limit %s; need 1 or more", limit);
  }

  @Override
  protected boolean run(SiteConnection site) {
    Schedule schedule = NameLookup.schedule(site.config(), name);
    if (missed || from != null) {
      PastRuns past = new PastRuns(console, site, schedule);
      return past.run(
          missed ? past.missed() : past.between(from, Optional.ofNullable(to)),
          Optional.ofNullable(limit),
          waiting.isDry());
    }
    if (schedule.workflow().isPresent()) {
      return waiting.start(
          console,
          site,
          WorkflowStart.byHand(site.config(), schedule.workflow().get(), console.submitter()));
    }
    TaskDefinition task = NameLookup.task(site.config(), schedule.task());
    List<ProcessView> workers = site.monitor().workers();
    List<Target> targets =
        RunInput.targets(site.config(), workers, schedule.targets(), schedule.runOn(), task.name());
    Map<String, String> values = RunInput.values(task, List.of(), schedule.params());
    return waiting.submit(
        console,
        site,
        workers,
        task,
        RunRequest.byHand(Optional.of(schedule), task, values, targets, console.submitter()));
  }
}
