// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.redis.QueueUnavailable;

/** The runs of workflows of a site, for commands that start or stop one. */
public final class WorkflowControl {

  private WorkflowControl() {}

  /** Starts a run, and tells Beats, which go on with it. */
  public static SubmittedRun start(SiteConnection site, WorkflowState run) {
    SubmittedRun started = of(site).start(run);
    try {
      new Controls(site.redis()).tell();
    } catch (QueueUnavailable e) {
      // It has started; Beats find it within 10 s.
    }
    return started;
  }

  /** Returns the runs; what commands do with them is logged nowhere. */
  public static WorkflowRuns of(SiteConnection site) {
    Heartbeats heartbeats = new Heartbeats(site.redis());
    return new WorkflowRuns(
        site.redis(),
        site.config(),
        heartbeats::knownHosts,
        JobListener.NONE,
        WorkflowListener.NONE);
  }
}
