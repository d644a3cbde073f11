// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.job.run.RunRecord;
import io.celeryroot.view.Cell;
import io.celeryroot.view.View;
import java.util.function.Function;

/** The first columns of views of runs. */
final class RunHeads {

  private RunHeads() {}

  static <T> View<T> of(Function<T, RunRecord> run) {
    return new View<T>()
        .id("run", "RUN", view -> run.apply(view).id())
        .column("task", "TASK", view -> run.apply(view).task(), view -> tasks(run.apply(view)))
        .field("schedule", view -> run.apply(view).schedule())
        .field("due", view -> run.apply(view).due())
        .column("submitted", "SUBMITTED (UTC)", view -> run.apply(view).submitted())
        .column("by", "BY", view -> run.apply(view).by(), view -> Cell.kept(run.apply(view).by()))
        .field("params", view -> run.apply(view).params())
        .field("if", view -> run.apply(view).conditions());
  }

  private static Object tasks(RunRecord run) {
    return run.isWorkflow() ? run.steps() : run.task();
  }
}
