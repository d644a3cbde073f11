// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPrinter;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.queue.Results;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.view.OutputFormat;
import io.celeryroot.view.Text;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.view.site.RunViews;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Waits for the jobs of a run and shows them meanwhile. Confined to one thread. */
final class RunWait {

  private final Console console;
  private final SiteConnection site;
  private final RunRecord run;
  private final Duration maxWait;
  private final String goOn;
  private final RedisRetry retry;

  RunWait(Console console, SiteConnection site, RunRecord run, Duration maxWait) {
    this.console = console;
    this.site = site;
    this.run = run;
    this.maxWait = maxWait;
    this.goOn = "the jobs continue; see: cl task result " + run.id();
    this.retry = new RedisRetry(console, RedisRetry.WHILE_WAITING, goOn).within(maxWait);
  }

  /**
   * Waits, then prints the answer.
   *
   * @param follow whether the output of the jobs is printed as it appears
   * @return true if all jobs ended well
   */
  boolean await(boolean follow) {
    return GoOnNotice.during(console, goOn, () -> answer(follow));
  }

  private boolean answer(boolean follow) throws InterruptedException {
    boolean isTable = console.options().format == OutputFormat.table;
    List<String> left = follow && isTable ? follow() : await();
    RunView view = retry.ask(() -> view(site, run));
    if (!isTable) {
      console.answer(RunViews.of(view), view);
    } else if (!follow && view.jobs().stream().anyMatch(JobViews::hasMoreOutput)) {
      console.say("see: cl task result " + run.id());
    }
    if (!left.isEmpty()) {
      throw CommandFailure.notFoundOut(
          "cl: not ended within %s: %s\n%s", Text.duration(maxWait), labels(view, left), goOn);
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
    List<JobView> jobs = retry.ask(() -> view(site, run)).jobs();
    LogPrinter printer = new LogPrinter(console, jobs, part -> true);
    return new LogFollower(console, site, jobs, printer, retry)
        .follow(maxWait).stream().filter(job -> !job.hasEnded()).map(JobView::id).toList();
  }

  /** Returns a run with the results there are. */
  static RunView view(SiteConnection site, RunRecord run) {
    return site.monitor().run(run.id()).orElseGet(() -> RunView.waiting(run));
  }

  private static String labels(RunView run, List<String> ids) {
    return run.jobs().stream()
        .filter(job -> ids.contains(job.id()))
        .map(JobView::targetLabel)
        .collect(Collectors.joining(", "));
  }
}
