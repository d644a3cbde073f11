// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;

/** Views of runs. */
public final class RunViews {

  private static final View<RunView> TASK =
      RunHeads.of(RunView::run)
          .field("jobs", view -> JobViews.JOBS.documents(view.jobs()))
          .withTable(
              JobViews.JOBS, runs -> runs.stream().flatMap(run -> run.jobs().stream()).toList());

  private RunViews() {}

  /** Returns the view of a run with its jobs: of a task, or of a workflow as a tree. */
  public static View<RunView> of(RunView run) {
    return run.workflow().isPresent() ? WorkflowViews.WORKFLOW : TASK;
  }

  /** Returns one line for many jobs that all wait. */
  public static String waitingText(RunView run) {
    return "%s: %s wait: %s\n"
        .formatted(
            run.run().id(),
            Text.count(run.jobs().size(), "job"),
            Text.few(run.jobs().stream().map(JobViews::place).toList()));
  }
}
