// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPrinter;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.text.Printable;
import io.celeryroot.view.OutputFormat;
import io.celeryroot.view.Text;
import io.celeryroot.view.site.RunViews;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Waits for a run of a workflow and shows its steps meanwhile. Confined to one thread. */
final class WorkflowWait {

  private static final long LOOK_EVERY_MILLIS = 300;

  /** Time after which a run whose state is not there is given up. */
  private static final Duration VANISHED = Duration.ofSeconds(10);

  private final Console console;
  private final SiteConnection site;
  private final RunRecord run;
  private final Duration maxWait;
  private final String goOn;
  private final RedisRetry retry;
  private final long startedNanos = System.nanoTime();
  private final Set<String> shown = new HashSet<>();

  WorkflowWait(Console console, SiteConnection site, RunRecord run, Duration maxWait) {
    this.console = console;
    this.site = site;
    this.run = run;
    this.maxWait = maxWait;
    this.goOn = "the workflow continues; see: cl task result " + run.id();
    this.retry = new RedisRetry(console, RedisRetry.WHILE_WAITING, goOn).within(maxWait);
  }

  /**
   * Waits, then prints the answer.
   *
   * @param follow whether the output of the jobs is printed as it appears
   * @return true if the run ended well
   */
  boolean await(boolean follow) {
    return GoOnNotice.during(console, goOn, () -> answer(follow));
  }

  private boolean answer(boolean follow) throws InterruptedException {
    boolean isTable = console.options().format == OutputFormat.table;
    if (isTable) {
      console.say("run " + run.id());
    }
    RunView view = awaitEnd(isTable, follow && isTable);
    console.answer(RunViews.of(view), view);
    if (!view.hasEnded()) {
      throw CommandFailure.notFoundOut(
          "cl: not ended within %s: %s\n%s",
          Text.duration(maxWait), view.word().orElse("no state"), goOn);
    }
    return !view.hasFailedJob();
  }

  private RunView awaitEnd(boolean isTable, boolean follow) throws InterruptedException {
    while (true) {
      RunView view = retry.ask(() -> RunWait.view(site, run));
      for (StepView step : view.steps()) {
        if (isTable && isNews(step)) {
          say(step);
        }
        if (follow && step.state().isRunning()) {
          follow(step);
        }
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - startedNanos);
      boolean isVanished = view.workflow().isEmpty() && waited.compareTo(VANISHED) > 0;
      Duration left = maxWait.minus(waited);
      if (view.hasEnded() || isVanished || left.isNegative() || left.isZero()) {
        return view;
      }
      Thread.sleep(Math.min(LOOK_EVERY_MILLIS, Math.max(1, left.toMillis())));
    }
  }

  private boolean isNews(StepView step) {
    boolean isQuiet = !step.state().isRunning() && !step.state().hasEnded();
    return !isQuiet && shown.add(step.number() + " " + step.word());
  }

  private void say(StepView step) {
    console.say("step %s %s: %s", step.number(), step.task(), step.word());
  }

  private void follow(StepView step) throws InterruptedException {
    LogPrinter printer = new LogPrinter(console, step.jobs(), part -> true);
    Duration left = maxWait.minusNanos(System.nanoTime() - startedNanos);
    for (JobView job : new LogFollower(console, site, step.jobs(), printer, retry).follow(left)) {
      shown.add(Printable.line(job.id()));
    }
  }
}
