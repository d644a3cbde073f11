// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Audited;
import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.sign.OrderSeal;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Cancelled;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.view.View;
import io.celeryroot.view.site.RunViews;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl task cancel}: ends jobs, whether they wait or run. */
@Audited
@Command(
    description = "Cancels a job or all jobs of a run; exit 1 if all had already ended.",
    footer = {"", "Example: cl task cancel ping-20261124T020000Z-x1y2z3a4"})
public final class TaskCancelCommand extends RedisCommand {

  private record Cancellation(JobView job, Cancelled what) {}

  private static final View<Cancellation> CANCELLATIONS =
      new View<Cancellation>()
          .column("id", "JOB", done -> done.job().id())
          .column("target", "TARGET", done -> done.job().targetLabel())
          .column("cancel", "", Cancellation::what, TaskCancelCommand::words);

  @Parameters(paramLabel = "RUN|JOB", description = "A run or a job.")
  private String id;

  @Override
  protected boolean run(SiteConnection site) {
    OrderSeal.needRight(site.redis().seals());
    Optional<RunView> workflow = site.monitor().run(id).filter(found -> found.run().isWorkflow());
    if (workflow.isPresent()) {
      return cancel(site, workflow.get());
    }
    List<JobView> jobs = JobLookup.jobs(site, console, id);
    Cancellations cancellations = new Cancellations(site.redis(), site.config().resultsKept());
    List<Cancellation> done =
        jobs.stream()
            .map(job -> new Cancellation(job, cancellations.cancel(job.id(), job.target())))
            .toList();
    console.answer(CANCELLATIONS, done);
    return !done.stream().map(Cancellation::what).allMatch(Cancelled.ENDED::equals);
  }

  /** Stops a workflow; steps that always run still do. */
  private boolean cancel(SiteConnection site, RunView before) {
    boolean wasOpen = !before.hasEnded();
    if (wasOpen) {
      new WorkflowRuns(site.redis(), site.config()).cancel(id);
    }
    RunView after = site.monitor().run(id).orElse(before);
    console.answer(RunViews.of(after), after);
    return wasOpen;
  }

  private static String words(Cancellation done) {
    return switch (done.what()) {
      case CANCELLED -> "cancelled";
      case REQUESTED -> "running; its worker ends it";
      case ENDED -> "already ended: " + done.job().word();
    };
  }
}
