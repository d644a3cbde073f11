// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.view.RunText;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows jobs of a run while someone waits for them. Confined to the thread that waits. */
interface RunProgress {

  /** A table that is longer than the screen could not be drawn again in place. */
  int MOST_LIVE = 20;

  /** A job is in a new state. */
  void changed(JobResult result);

  /** Something else was printed below. */
  default void interrupted() {}

  /** Nobody waits any more. */
  void end();

  /** The table on a terminal; elsewhere lines; nothing when the answer is a document. */
  static RunProgress of(Console console, RunRecord run) {
    if (console.options().format != OutputFormat.table) {
      return new Silence();
    }
    boolean fits = run.jobs().size() <= MOST_LIVE;
    return fits && console.terminal().out() && console.terminal().err()
        ? new LiveTable(console, run)
        : new Lines(console, run);
  }

  /** Shows nothing. */
  final class Silence implements RunProgress {

    @Override
    public void changed(JobResult result) {}

    @Override
    public void end() {}
  }

  /** One line for each job as it ends. */
  final class Lines implements RunProgress {

    private final Console console;
    private final Jobs jobs;

    Lines(Console console, RunRecord run) {
      this.console = console;
      this.jobs = new Jobs(run);
      console.say("run " + run.id());
    }

    @Override
    public void changed(JobResult result) {
      if (jobs.put(result) && result.hasEnded()) {
        JobView job = jobs.get(result.id());
        String host = job.host().isEmpty() ? job.targetLabel() : job.host();
        String attempt = result.attempt() > 1 ? ", attempt " + result.attempt() : "";
        String line = host + ": " + job.word() + " " + RunText.duration(job) + attempt + tail(job);
        console.out().println(Text.oneLine(line));
        console.out().flush();
      }
    }

    private static String tail(JobView job) {
      String line = RunText.lastLine(job);
      return line.isEmpty() ? "" : ": " + line;
    }

    @Override
    public void end() {}
  }

  /** The table of all jobs, drawn again in place. */
  final class LiveTable implements RunProgress {

    private final Console console;
    private final RunRecord run;
    private final Jobs jobs;
    private int drawn;

    LiveTable(Console console, RunRecord run) {
      this.console = console;
      this.run = run;
      this.jobs = new Jobs(run);
      draw();
    }

    @Override
    public void changed(JobResult result) {
      if (jobs.put(result)) {
        draw();
      }
    }

    @Override
    public void interrupted() {
      drawn = 0;
    }

    @Override
    public void end() {
      console.out().flush();
    }

    private void draw() {
      String table = RunText.table(new RunView(run, jobs.views()), console);
      if (drawn > 0) {
        console.out().print("\u001b[" + drawn + "A\u001b[J");
      }
      console.out().print(table);
      console.out().flush();
      drawn = (int) table.chars().filter(c -> c == '\n').count();
    }
  }

  /** The last known state of each job of a run. */
  final class Jobs {

    private final Map<String, JobView> views = new LinkedHashMap<>();

    Jobs(RunRecord run) {
      for (RunJob job : run.jobs()) {
        views.put(
            job.id(),
            new JobView(job.id(), run.task(), Optional.of(job.target()), Optional.empty()));
      }
    }

    /** Whether that was one of ours, and news. */
    boolean put(JobResult result) {
      JobView old = views.get(result.id());
      boolean news = old != null && !old.result().equals(Optional.of(result));
      if (news) {
        views.put(old.id(), new JobView(old.id(), old.task(), old.target(), Optional.of(result)));
      }
      return news;
    }

    JobView get(String id) {
      return views.get(id);
    }

    List<JobView> views() {
      return List.copyOf(views.values());
    }
  }
}
