// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.cli.output.OutputFormat;
import io.celeryroot.cli.output.Text;
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
interface Progress {

  /** A table that is longer than the screen could not be drawn again in place. */
  int MOST_LIVE = 20;

  /** A job is in a new state. */
  void changed(JobResult result);

  /** Something else was printed below. */
  default void interrupted() {}

  /** Nobody waits any more. */
  void end();

  /** The table on a terminal; elsewhere lines; nothing when the answer is a document. */
  static Progress of(Session session, RunRecord run) {
    if (session.options().format != OutputFormat.table) {
      return new Silence();
    }
    boolean fits = run.jobs().size() <= MOST_LIVE;
    return fits && session.terminal().out() && session.terminal().err()
        ? new LiveTable(session, run)
        : new Lines(session, run);
  }

  /** Shows nothing. */
  final class Silence implements Progress {

    @Override
    public void changed(JobResult result) {}

    @Override
    public void end() {}
  }

  /** One line for each job as it ends. */
  final class Lines implements Progress {

    private final Session session;
    private final Jobs jobs;

    Lines(Session session, RunRecord run) {
      this.session = session;
      this.jobs = new Jobs(run);
      session.say("run " + run.id());
    }

    @Override
    public void changed(JobResult result) {
      if (jobs.put(result) && result.hasEnded()) {
        JobView job = jobs.get(result.id());
        String host = job.host().isEmpty() ? job.targetLabel() : job.host();
        String attempt = result.attempt() > 1 ? ", attempt " + result.attempt() : "";
        String line = host + ": " + job.word() + " " + RunText.duration(job) + attempt + tail(job);
        session.out().println(Text.oneLine(line));
        session.out().flush();
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
  final class LiveTable implements Progress {

    private final Session session;
    private final RunRecord run;
    private final Jobs jobs;
    private int drawn;

    LiveTable(Session session, RunRecord run) {
      this.session = session;
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
      session.out().flush();
    }

    private void draw() {
      String table = RunText.table(new RunView(run, jobs.views()), session);
      if (drawn > 0) {
        session.out().print("\u001b[" + drawn + "A\u001b[J");
      }
      session.out().print(table);
      session.out().flush();
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
