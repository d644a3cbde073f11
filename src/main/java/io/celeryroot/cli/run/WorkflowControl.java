// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.job.JobListener;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;

/** The runs of workflows of a site, for commands that start or stop one. */
public final class WorkflowControl {

  private WorkflowControl() {}

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
