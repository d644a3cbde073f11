// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.run.KnownHost;
import java.util.Set;

/**
 * A limit on the runs that somebody looks at, so that a few lines of a file cannot cost minutes and
 * the whole memory: pure.
 *
 * @param runs most due instants of all schedules
 * @param jobs most jobs: runs on each host
 */
public record RunLimit(long runs, long jobs) {

  /** Limit of a page, which costs some seconds and some hundred megabytes then. */
  public static final RunLimit OF_PAGE = new RunLimit(500_000, 20_000_000);

  /** Returns true if a configuration has more in a period; counts no further than that. */
  public boolean isExceeded(ClConfig config, Period period, Set<KnownHost> known) {
    Hosts hosts = new Hosts(config, known);
    long runsLeft = runs;
    long jobsLeft = jobs;
    for (Schedule schedule : config.schedules().values()) {
      int onHosts = ScheduleRuns.of(schedule, hosts, period).hosts().size();
      if (!schedule.enabled() || onHosts == 0) {
        continue;
      }
      int most = (int) Math.min(runsLeft, jobsLeft / onHosts) + 1;
      int due = schedule.timetable().between(period.after(), period.until(), most).size();
      if (due == most) {
        return true;
      }
      runsLeft -= due;
      jobsLeft -= (long) due * onHosts;
    }
    return false;
  }
}
