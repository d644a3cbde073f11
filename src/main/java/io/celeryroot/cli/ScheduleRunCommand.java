// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cl schedule run}: runs what a schedule runs, now. */
@Command(
    name = "run",
    sortOptions = false,
    description = "Runs the task of a schedule now, with its values and on its targets.",
    footer = {"", "Example: cl schedule run nightly --wait"})
final class ScheduleRunCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Name in the file.")
  private String name;

  @Mixin private final Waiting waiting;

  ScheduleRunCommand(Session session) {
    this.session = session;
    this.waiting = new Waiting(session);
  }

  @Override
  public Integer call() {
    waiting.check();
    try (Site site = Site.open(session)) {
      Schedule schedule = site.schedule(name);
      TaskDefinition task = Checks.task(site.config(), schedule.task());
      List<Target> targets =
          Checks.targets(site, schedule.targets(), schedule.runOn(), task.name());
      Checks.warnOfLostHosts(session, site, targets);
      RunRequest request =
          new RunRequest(
              RunIds.byHand(name, session.now(), new SecureRandom()),
              Optional.of(name),
              Optional.empty(),
              task.name(),
              Checks.values(task, List.of(), schedule.params()).values(),
              Checks.secrets(task),
              targets,
              Optional.empty(),
              Optional.of(schedule.expires().orElse(task.expires())),
              schedule.overlap(),
              session.submitter());
      return waiting.submit(site, request);
    }
  }
}
