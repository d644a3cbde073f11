// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPrinter;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.view.site.RunViews;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Waits for the jobs of a run and shows them meanwhile. Confined to one thread. */
final class RunWait extends EndWait {

  RunWait(Console console, SiteConnection site, RunRecord run, Duration maxWait) {
    super(console, site, run, maxWait, "jobs continue");
  }

  @Override
  boolean answer(boolean follow) throws InterruptedException {
    List<String> left = follow && isTable() ? follow() : await();
    RunView view = view();
    if (!isTable()) {
      console.answer(RunViews.of(view), view);
    } else if (!follow && view.jobs().stream().anyMatch(JobViews::hasMoreOutput)) {
      console.say("see: cl task result " + run.id());
    }
    if (!left.isEmpty()) {
      throw notEnded(labels(view, left));
    }
    return !view.hasFailedJob();
  }

  private List<String> await() throws InterruptedException {
    List<String> ids = run.jobs().stream().map(RunJob::id).toList();
    Results results = new Results(site.redis());
    RunProgress progress = new RunProgress(console, run);
    long startedNanos = System.nanoTime();
    while (true) {
      try {
        Duration rest = maxWait.minusNanos(System.nanoTime() - startedNanos);
        return results.await(ids, rest, progress::changed);
      } catch (QueueUnavailable e) {
        retry.ask(() -> results.findAll(ids));
        progress.interrupted();
      }
    }
  }

  private List<String> follow() throws InterruptedException {
    console.say("run " + run.id());
    List<JobView> jobs = view().jobs();
    LogPrinter printer = new LogPrinter(console, jobs, part -> true);
    return new LogFollower(console, site, jobs, printer, retry)
        .follow(maxWait).stream().filter(job -> !job.hasEnded()).map(JobView::id).toList();
  }

  private static String labels(RunView run, List<String> ids) {
    return run.jobs().stream()
        .filter(job -> ids.contains(job.id()))
        .map(JobView::targetLabel)
        .collect(Collectors.joining(", "));
  }
}
