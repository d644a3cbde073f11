// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.output.Table;
import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.Cancelled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl task cancel}: ends jobs, whether they wait or run. */
@Command(
    name = "cancel",
    sortOptions = false,
    description = "Cancels a job or all jobs of a run; exit 1 if all of them had ended.",
    footer = {"", "Example: cl task cancel ping-20261124T020000Z-x1y2z3a4"})
final class TaskCancelCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  TaskCancelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (SiteConnection site = SiteConnection.open(console)) {
      List<JobView> jobs = JobLookup.jobs(site, id);
      Cancellations cancellations = new Cancellations(site.redis(), site.config().resultsKept());
      Map<JobView, Cancelled> done = new LinkedHashMap<>();
      jobs.forEach(job -> done.put(job, cancellations.cancel(job.id(), job.target())));
      console.answer(
          done.entrySet().stream().map(e -> document(e.getKey(), e.getValue())).toList(),
          () -> table(done).render(console.terminal()));
      boolean allEnded = done.values().stream().allMatch(Cancelled.ENDED::equals);
      return allEnded ? ExitCode.NO : ExitCode.YES;
    }
  }

  private static Table table(Map<JobView, Cancelled> done) {
    Table table = new Table("JOB", "TARGET", "");
    done.forEach((job, what) -> table.row(job.id(), job.targetLabel(), words(job, what)));
    return table;
  }

  private static String words(JobView job, Cancelled what) {
    return switch (what) {
      case CANCELLED -> "cancelled";
      case REQUESTED -> "runs; its worker ends it";
      case ENDED -> "had ended: " + job.word();
    };
  }

  private static Map<String, Object> document(JobView job, Cancelled what) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", job.id());
    document.put("target", job.targetLabel());
    document.put("cancel", what.name().toLowerCase(Locale.ROOT));
    return document;
  }
}
