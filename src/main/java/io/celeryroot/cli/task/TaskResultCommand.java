// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.view.RunViews;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl task result}: the outcome and output of a job or of all jobs of a run. */
@Command(
    description = "Shows how jobs ended and what they printed; exit 1 if one failed.",
    footer = {
      "",
      "Failures come first. Hosts with the same outcome and output stand under one heading.",
      "Example: cl task result ping-20261124T020000Z-x1y2z3a4.web01",
      "Example: cl task result nightly-20261124T020000Z --failed"
    })
public final class TaskResultCommand extends RedisCommand {

  @Parameters(paramLabel = "ID", description = "A run or a job.")
  private String id;

  @Option(names = "--failed", description = "Only the jobs that failed.")
  private boolean failed;

  @Override
  protected boolean run(SiteConnection site) {
    Optional<RunView> run = site.monitor().run(id);
    if (!failed && run.flatMap(RunView::workflow).isPresent()) {
      console.answer(RunViews.of(run.get()).document(run.get()), () -> tree(run.get()));
      return !run.get().hasFailedJob();
    }
    List<JobView> all = run.map(RunView::jobs).orElseGet(() -> List.of(JobLookup.job(site, id)));
    List<JobView> jobs =
        all.stream()
            .filter(job -> !failed || job.hasFailed())
            .sorted(Comparator.comparing(job -> !job.hasFailed()))
            .toList();
    boolean hasFailed = all.stream().anyMatch(JobView::hasFailed);
    console.answer(
        run.map(found -> new RunView(found.run(), jobs, found.workflow()))
            .map(found -> RunViews.of(found).document(found))
            .orElseGet(() -> RunViews.JOBS.document(all.get(0))),
        () -> text(jobs));
    return !hasFailed;
  }

  private String text(List<JobView> jobs) {
    return jobs.isEmpty()
        ? (failed ? "no job failed\n" : "")
        : new ResultText(console.terminal()).of(jobs);
  }

  /** Returns the steps of a workflow with their jobs, then what the table has no room for. */
  private String tree(RunView run) {
    List<JobView> rest = run.jobs().stream().filter(RunViews::hasMoreOutput).toList();
    return Printable.line(run.run().id() + ": " + run.word().orElse(""))
        + "\n"
        + RunViews.of(run).table(List.of(run), console.terminal())
        + (rest.isEmpty() ? "" : "\n" + new ResultText(console.terminal()).headed(rest));
  }
}
