// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The starts that a configuration will cause.
 *
 * @param period that is looked at
 * @param starts number of jobs
 * @param minutes numbers of jobs by minute; minutes without any are left out
 * @param busiest the ten busiest minutes
 * @param hosts those with the busiest minute first
 * @param meetings schedules that meet themselves
 * @param waits schedules that wait for slots
 */
public record Forecast(
    Period period,
    long starts,
    Map<Instant, Long> minutes,
    List<BusyMinute> busiest,
    List<HostLoad> hosts,
    List<SelfMeeting> meetings,
    List<SlotWait> waits) {

  private static final int BUSIEST = 10;

  public Forecast {
    minutes = Collections.unmodifiableMap(new LinkedHashMap<>(minutes));
    busiest = List.copyOf(busiest);
    hosts = List.copyOf(hosts);
    meetings = List.copyOf(meetings);
    waits = List.copyOf(waits);
  }

  /**
   * Looks into the future. Pauses and conditions are not known and do not count.
   *
   * @param known hosts that were seen at work, for globs
   * @param usual durations by task; a task without one takes no time
   */
  public static Forecast of(
      ClConfig config, Period period, Set<KnownHost> known, Map<String, Duration> usual) {
    return of(config, period, known, usual, target -> true);
  }

  /**
   * Looks into the future of some targets. Waits for slots and schedules that meet themselves are
   * those of the whole site.
   *
   * @param wanted selects the targets whose starts count
   */
  public static Forecast of(
      ClConfig config,
      Period period,
      Set<KnownHost> known,
      Map<String, Duration> usual,
      Predicate<Target> wanted) {
    Hosts hosts = new Hosts(config, known);
    List<Starts> starts = new ArrayList<>();
    List<SelfMeeting> meetings = new ArrayList<>();
    for (Schedule schedule : config.schedules().values()) {
      ScheduleRuns runs = ScheduleRuns.of(schedule, hosts, period);
      List<Phase> phases = Phase.of(schedule, hosts, usual);
      starts.addAll(Starts.of(runs, phases));
      SelfMeeting.of(runs, Phase.total(phases)).ifPresent(meetings::add);
    }
    Minutes minutes = new Minutes(starts.stream().map(some -> some.on(wanted)).toList(), period);
    return new Forecast(
        period,
        minutes.total(),
        minutes.byMinute(),
        minutes.busiest(BUSIEST),
        minutes.hosts(),
        meetings,
        usual.isEmpty() ? List.of() : new SlotWaits(config, starts).list());
  }
}
