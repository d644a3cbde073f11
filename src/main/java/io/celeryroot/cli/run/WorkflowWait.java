// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.log.LogFollower;
import io.celeryroot.cli.log.LogPrinter;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.text.Printable;
import io.celeryroot.view.site.RunViews;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Waits for a run of a workflow and shows its steps meanwhile. Confined to one thread. */
final class WorkflowWait extends EndWait {

  private static final long LOOK_EVERY_MILLIS = 300;

  /** Time after which a run whose state is not there is given up. */
  private static final Duration VANISHED = Duration.ofSeconds(10);

  private final long startedNanos = System.nanoTime();
  private final Set<String> shown = new HashSet<>();

  WorkflowWait(Console console, SiteConnection site, RunRecord run, Duration maxWait) {
    super(console, site, run, maxWait, "workflow continues");
  }

  @Override
  boolean answer(boolean follow) throws InterruptedException {
    if (isTable()) {
      console.say("run " + run.id());
    }
    RunView view = awaitEnd(follow && isTable());
    console.answer(RunViews.of(view), view);
    if (!view.hasEnded()) {
      throw notEnded(view.word().orElse("no state"));
    }
    return !view.hasFailedJob();
  }

  private RunView awaitEnd(boolean follow) throws InterruptedException {
    while (true) {
      RunView view = view();
      for (StepView step : view.steps()) {
        if (isTable() && isNews(step)) {
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
