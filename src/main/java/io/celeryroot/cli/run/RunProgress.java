// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.Console;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import io.celeryroot.view.OutputFormat;
import io.celeryroot.view.site.JobViews;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Shows the jobs of a run while someone waits for them. Confined to the thread that waits.
 *
 * <p>On a terminal a table is drawn again in place; elsewhere each job gets a line as it ends;
 * nothing is shown when the answer is a document.
 */
final class RunProgress {

  /** A table that is longer than the screen could not be drawn again in place. */
  private static final int MOST_LIVE = 20;

  private enum Form {
    NONE,
    LINES,
    TABLE
  }

  private final Console console;
  private final Form form;
  private final Map<String, JobView> jobs = new LinkedHashMap<>();
  private int drawn;

  RunProgress(Console console, RunRecord run) {
    this.console = console;
    this.form = form(console, run);
    RunView.waiting(run).jobs().forEach(job -> jobs.put(job.id(), job));
    if (form == Form.LINES) {
      console.say("run " + run.id());
    } else if (form == Form.TABLE) {
      draw();
    }
  }

  private static Form form(Console console, RunRecord run) {
    if (console.options().format != OutputFormat.table) {
      return Form.NONE;
    }
    boolean fits = run.jobs().size() <= MOST_LIVE;
    return fits && console.terminal().out() && console.terminal().err() ? Form.TABLE : Form.LINES;
  }

  /** Shows the new state of a job; a state that was shown before is not shown again. */
  void changed(JobResult result) {
    JobView old = jobs.get(result.id());
    if (old == null || old.result().equals(Optional.of(result))) {
      return;
    }
    JobView job = old.with(Optional.of(result));
    jobs.put(old.id(), job);
    if (form == Form.TABLE) {
      draw();
    } else if (form == Form.LINES && result.hasEnded()) {
      console.out().println(Printable.line(line(job, result)));
      console.out().flush();
    }
  }

  /** Keeps what others printed: the next table is drawn below. */
  void interrupted() {
    drawn = 0;
  }

  private static String line(JobView job, JobResult result) {
    String duration = JobViews.duration(job).map(took -> " " + Text.duration(took)).orElse("");
    String attempt = result.attempt() > 1 ? ", attempt " + result.attempt() : "";
    String output = JobViews.lastLine(job);
    String told = output.isEmpty() ? "" : ": " + output;
    return JobViews.place(job) + ": " + job.word() + duration + attempt + told;
  }

  private void draw() {
    String table = JobViews.JOBS.table(jobs.values(), console.terminal());
    if (drawn > 0) {
      console.out().print("\u001b[" + drawn + "A\u001b[J");
    }
    console.out().print(table);
    console.out().flush();
    drawn = (int) table.chars().filter(c -> c == '\n').count();
  }
}
