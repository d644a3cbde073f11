// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import io.celeryroot.monitor.RunSummary;
import io.celeryroot.text.Text;
import io.celeryroot.view.Cell;
import io.celeryroot.view.Colour;
import io.celeryroot.view.View;

/** Views of runs at a glance. */
public final class RunSummaryViews {

  /** Runs with the number of jobs for each outcome. */
  public static final View<RunSummary> RUNS =
      RunHeads.of(RunSummary::run)
          .field("ended", RunSummary::hasEnded)
          .column("outcomes", "OUTCOME", RunSummary::counts, RunSummaryViews::counts)
          .column("longest_ms", "LONGEST", RunSummary::longest)
          .field("steps", view -> view.run().steps())
          .field("jobs", RunSummary::jobs);

  private RunSummaryViews() {}

  static Cell counts(RunSummary run) {
    boolean isBad = run.hasFailed() || run.hasUnsigned();
    Colour colour = isBad ? Colour.RED : run.hasEnded() ? Colour.GREEN : Colour.YELLOW;
    return Cell.keptBeginning(run.word().orElseGet(() -> Text.counts(run.counts())), colour);
  }
}
