// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Durations;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.util.List;
import java.util.Optional;

/** Jobs by the id that the user gave, which may be a run's or a job's. */
final class JobLookup {

  private JobLookup() {}

  /** Returns all jobs of a run, or one job. */
  static List<JobView> jobs(SiteConnection site, String id) {
    Optional<RunView> run = site.monitor().run(id);
    return run.map(RunView::jobs).orElseGet(() -> List.of(job(site, id)));
  }

  static JobView job(SiteConnection site, String id) {
    return site.monitor()
        .job(id)
        .orElseThrow(
            () ->
                CommandFailure.noSuchThing(
                    "cl: no run and no job \"%s\"; results are kept %s\n    see: cl task list",
                    id, Durations.format(site.config().resultsKept())));
  }
}
