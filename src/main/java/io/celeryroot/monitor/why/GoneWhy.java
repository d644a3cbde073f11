// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.config.Durations;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.monitor.RunView;
import io.celeryroot.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer about a schedule, workflow or task that the file no longer has, from the runs that are
 * on record: pure.
 */
final class GoneWhy {

  static final int MOST_RUNS = 5;

  private GoneWhy() {}

  /** Returns true if a run is one of a schedule, workflow or task of that name. */
  static boolean isOf(String name, RunRecord run) {
    return run.schedule().equals(Optional.of(name)) || run.runs(name);
  }

  /**
   * Tells of a name that the file does not have.
   *
   * @param runs of that name, the newest first
   * @param last the answer about the newest
   * @param kept how long records are kept
   * @return empty: there is no run
   */
  static Optional<Answer> of(
      String name, List<RunView> runs, Optional<Answer> last, Duration kept) {
    return last.map(
        newest ->
            new Answer(
                    Cause.NOT_IN_FILE,
                    kind(name, runs.get(0).run()) + " " + name,
                    "is not in the file any more, so it does not run; its last run: "
                        + newest.sentence(),
                    "not in the file",
                    runs.stream().map(run -> fact("run", run)).toList())
                .with(List.of(Evidence.of("records are kept", Durations.format(kept)))));
  }

  private static String kind(String name, RunRecord run) {
    if (run.schedule().equals(Optional.of(name))) {
      return "schedule";
    }
    return run.task().equals(name) || run.steps().contains(name) ? "task" : "workflow";
  }

  /** A run with its time and its outcomes. */
  static Evidence fact(String name, RunView run) {
    return Evidence.at(
        name,
        run.run().submitted(),
        run.run().id() + " " + run.word().orElseGet(() -> Text.counts(run.counts())));
  }
}
