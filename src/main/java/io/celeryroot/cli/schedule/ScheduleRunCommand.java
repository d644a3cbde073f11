// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cl schedule run}: runs what a schedule runs, now. */
@Command(
    description = "Runs the task of a schedule now, with its values and on its targets.",
    footer = {"", "Example: cl schedule run nightly --wait"})
public final class ScheduleRunCommand extends RedisCommand {

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Mixin private final RunSubmitter waiting = new RunSubmitter();

  @Override
  protected void check() {
    waiting.check();
  }

  @Override
  protected boolean run(SiteConnection site) {
    Schedule schedule = NameLookup.schedule(site.config(), name);
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
    RunInput.warnOfLostHosts(console, workers, targets);
    Map<String, String> values = RunInput.values(task, List.of(), schedule.params());
    return waiting.submit(
        console,
        site,
        RunRequest.byHand(Optional.of(schedule), task, values, targets, console.submitter()));
  }
}
