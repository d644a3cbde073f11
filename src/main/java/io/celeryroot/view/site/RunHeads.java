// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunView;
import io.celeryroot.view.View;

/** The first columns of views of runs. */
final class RunHeads {

  static final View<RunView> HEADS =
      new View<RunView>()
          .id("run", "RUN", view -> view.run().id())
          .column("task", "TASK", view -> view.run().task(), view -> tasks(view.run()))
          .field("schedule", view -> view.run().schedule())
          .field("due", view -> view.run().due())
          .column("submitted", "SUBMITTED (UTC)", view -> view.run().submitted())
          .column("by", "BY", view -> view.run().by())
          .field("params", view -> view.run().params())
          .field("if", view -> view.run().conditions());

  private RunHeads() {}

  static Object tasks(RunRecord run) {
    return run.isWorkflow() ? run.steps() : run.task();
  }
}
