// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.RedisRetry;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Text;
import io.celeryroot.view.OutputFormat;
import java.time.Duration;

/** Waits for the end of a run and shows it meanwhile. Confined to one thread. */
abstract class EndWait {

  final Console console;
  final SiteConnection site;
  final RunRecord run;
  final Duration maxWait;
  final RedisRetry retry;
  private final String goOn;

  /**
   * @param what goes on when nobody waits any more
   */
  EndWait(Console console, SiteConnection site, RunRecord run, Duration maxWait, String what) {
    this.console = console;
    this.site = site;
    this.run = run;
    this.maxWait = maxWait;
    this.goOn = "the " + what + "; see: cl task result " + run.id();
    this.retry = new RedisRetry(console, RedisRetry.WHILE_WAITING, goOn).within(maxWait);
  }

  /**
   * Waits, then prints the answer.
   *
   * @param follow whether the output of the jobs is printed as it appears
   * @return true if all ended well
   */
  final boolean await(boolean follow) {
    return GoOnNotice.during(console, goOn, () -> answer(follow));
  }

  abstract boolean answer(boolean follow) throws InterruptedException;

  final boolean isTable() {
    return console.options().format == OutputFormat.table;
  }

  /** The run with the results there are. */
  final RunView view() throws InterruptedException {
    return retry.ask(() -> view(site, run));
  }

  static RunView view(SiteConnection site, RunRecord run) {
    return site.monitor().run(run.id()).orElseGet(() -> RunView.waiting(run));
  }

  /**
   * Returns the failure of a wait that was too short.
   *
   * @param left what has not ended
   */
  final CommandFailure notEnded(String left) {
    return CommandFailure.notFoundOut(
        "cl: not ended within %s: %s\n%s", Text.duration(maxWait), left, goOn);
  }
}
