// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.job.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The runs of one schedule in a period.
 *
 * <p>They are found as Beat finds them: due instants that calendars of the schedule close are left
 * out, and so are hosts whose role is closed. A workflow is left out as a whole when one of its
 * roles is closed. Confined to one thread.
 */
public final class ScheduleRuns {

  private final Schedule schedule;
  private final Map<String, OpenTimes> hosts;
  private final Period period;
  private final Map<OpenTimes, List<Instant>> open = new HashMap<>();
  private List<Instant> due;

  private ScheduleRuns(Schedule schedule, Map<String, OpenTimes> hosts, Period period) {
    this.schedule = schedule;
    this.hosts = hosts;
    this.period = period;
  }

  /** Finds the runs of a schedule; one that is not enabled, or started by hand, has none. */
  public static ScheduleRuns of(Schedule schedule, Hosts hosts, Period period) {
    Map<String, OpenTimes> times = new LinkedHashMap<>();
    for (Step step : schedule.steps()) {
      for (Target target : hosts.of(step)) {
        times.putIfAbsent(target.label(), hosts.config().roles().get(target.role()).openTimes());
      }
    }
    return new ScheduleRuns(schedule, times, period);
  }

  public Schedule schedule() {
    return schedule;
  }

  /** Names of the hosts, or of roles whose runs go to any host, with the times of their roles. */
  Map<String, OpenTimes> hosts() {
    return hosts;
  }

  /** Due instants at which a run may start, whatever its hosts. */
  public List<Instant> due() {
    if (due == null) {
      due =
          schedule.enabled() && !hosts.isEmpty()
              ? schedule
                  .timetable()
                  .between(period.after(), period.until(), Integer.MAX_VALUE)
                  .stream()
                  .filter(this::isOpen)
                  .toList()
              : List.of();
    }
    return due;
  }

  private boolean isOpen(Instant at) {
    return schedule.openTimes().closedBy(at).isEmpty()
        && (schedule.workflow().isEmpty()
            || hosts.values().stream().distinct().allMatch(times -> isOpen(times, at)));
  }

  private static boolean isOpen(OpenTimes times, Instant at) {
    return times.isAlways() || times.closedBy(at).isEmpty();
  }

  /** Due instants of the hosts of a role with these times. */
  List<Instant> due(OpenTimes times) {
    return times.isAlways()
        ? due()
        : open.computeIfAbsent(times, t -> due().stream().filter(at -> isOpen(t, at)).toList());
  }

  /** The instant at which a host starts the run of a due instant. */
  Instant start(Instant at, String host) {
    return schedule.start(at, host);
  }

  /** Returns true if another schedule has the same runs at the same instants. */
  boolean isLike(ScheduleRuns other) {
    return schedule.name().equals(other.schedule.name())
        && schedule.enabled() == other.schedule.enabled()
        && schedule.timetable().plan().equals(other.schedule.timetable().plan())
        && schedule.openTimes().equals(other.schedule.openTimes())
        && Objects.equals(schedule.splay(), other.schedule.splay())
        && schedule.workflow().isEmpty() == other.schedule.workflow().isEmpty()
        && hosts.equals(other.hosts);
  }
}
