// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.RedisCommand;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Printable;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.view.site.RunViews;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Where signatures are required, a result that its host has not signed is named, and exits 1.",
      "Example: cl task result ping-20261124T020000Z-x1y2z3a4.web01",
      "Example: cl task result nightly-20261124T020000Z --failed"
    })
public final class TaskResultCommand extends RedisCommand {

  @Parameters(paramLabel = "RUN|JOB", description = "A run or a job.")
  private String id;

  @Option(names = "--failed", description = "Only the jobs that failed.")
  private boolean failed;

  @Override
  protected boolean run(SiteConnection site) {
    Optional<RunView> run = site.monitor().run(id);
    List<JobView> all = JobLookup.jobs(site, console, id, run);
    List<JobView> jobs =
        all.stream()
            .filter(job -> !failed || job.hasFailed())
            .sorted(Comparator.comparing(job -> !job.hasFailed()))
            .toList();
    ResultText texts = new ResultText(console.terminal());
    console.answer(
        run.map(found -> new RunView(found.run(), jobs, found.workflow()))
            .<Object>map(found -> RunViews.of(found).document(found))
            .orElseGet(() -> document(all)),
        () ->
            run.filter(found -> found.workflow().isPresent())
                .map(found -> tree(found, jobs, texts))
                .orElseGet(() -> jobs.isEmpty() ? "no job failed\n" : texts.of(jobs)));
    return run.filter(RunView::hasFailedJob).isEmpty()
        && all.stream().noneMatch(job -> job.hasFailed() || job.isNotSigned());
  }

  /** Returns one job; of a run whose record is gone, the run with what is known. */
  private Object document(List<JobView> jobs) {
    if (jobs.get(0).id().equals(id)) {
      return JobViews.JOBS.document(jobs.get(0));
    }
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("run", id);
    known.put("jobs", JobViews.JOBS.documents(jobs));
    return known;
  }

  /** Returns the steps of a workflow with their jobs, then what the table has no room for. */
  private String tree(RunView run, List<JobView> jobs, ResultText texts) {
    String head = Printable.line(run.run().id() + ": " + run.word().orElse("")) + "\n";
    if (failed) {
      return head + (jobs.isEmpty() ? "no job failed\n" : texts.sections(jobs));
    }
    List<JobView> more = jobs.stream().filter(JobViews::hasMoreOutput).toList();
    String table = RunViews.of(run).table(List.of(run), console.terminal());
    return head + table + (more.isEmpty() ? "" : "\n" + texts.sections(more));
  }
}
