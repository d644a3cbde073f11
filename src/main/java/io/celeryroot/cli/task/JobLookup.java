// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.Durations;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import java.util.List;
import java.util.Optional;

/** Jobs by the id that the user gave, which may be a run's or a job's. */
final class JobLookup {

  private JobLookup() {}

  /**
   * Returns all jobs of a run, or one job. Of a run whose record is gone, the jobs that have one,
   * and says so.
   */
  static List<JobView> jobs(SiteConnection site, Console console, String id) {
    return jobs(site, console, id, site.monitor().run(id));
  }

  /**
   * Returns the jobs, as above.
   *
   * @param run of that ID, as it was read
   */
  static List<JobView> jobs(
      SiteConnection site, Console console, String id, Optional<RunView> run) {
    if (run.isPresent()) {
      return run.get().jobs();
    }
    List<JobView> left = site.monitor().jobsLeft(id);
    if (left.isEmpty()) {
      return List.of(job(site, id));
    }
    console.say(
        "cl: the record of run %s is gone: Redis lost it, or it was deleted; "
            + "%s on record, and others may have run",
        id, left.size() == 1 ? "1 job is" : left.size() + " jobs are");
    return left;
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
