// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.ClConfig;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.job.run.KnownHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The difference of two configurations in the runs that come.
 *
 * @param runs differences by schedule and hosts; schedules in the order of the old file, then new
 *     ones
 * @param collisions schedules that start together now and did not before
 */
public record RunDiff(List<HostDiff> runs, List<Collision> collisions) {

  public RunDiff {
    runs = List.copyOf(runs);
    collisions = List.copyOf(collisions);
  }

  /** Hosts with the same times on both sides, and so with the same difference. */
  private record Kind(Optional<OpenTimes> before, Optional<OpenTimes> after, boolean isShifted) {}

  /**
   * Compares the runs of a period.
   *
   * @param known hosts that were seen at work, for globs
   */
  public static RunDiff between(
      ClConfig before, ClConfig after, Period period, Set<KnownHost> known) {
    Map<String, ScheduleRuns> old = all(before, period, known);
    Map<String, ScheduleRuns> now = all(after, period, known);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(now.keySet());
    List<HostDiff> runs = new ArrayList<>();
    List<ScheduleRuns> changed = new ArrayList<>();
    for (String name : names) {
      Optional<ScheduleRuns> was = Optional.ofNullable(old.get(name));
      Optional<ScheduleRuns> is = Optional.ofNullable(now.get(name));
      if (was.isPresent() && is.isPresent() && was.get().isLike(is.get())) {
        continue;
      }
      runs.addAll(of(name, was, is));
      is.ifPresent(changed::add);
    }
    return new RunDiff(runs, Collisions.between(old, now, changed));
  }

  private static Map<String, ScheduleRuns> all(
      ClConfig config, Period period, Set<KnownHost> known) {
    Hosts hosts = new Hosts(config, known);
    Map<String, ScheduleRuns> all = new LinkedHashMap<>();
    config
        .schedules()
        .forEach((name, schedule) -> all.put(name, ScheduleRuns.of(schedule, hosts, period)));
    return all;
  }

  private static List<HostDiff> of(
      String name, Optional<ScheduleRuns> before, Optional<ScheduleRuns> after) {
    Map<Kind, List<String>> groups = new LinkedHashMap<>();
    Set<String> hosts = new LinkedHashSet<>();
    before.ifPresent(runs -> hosts.addAll(runs.hosts().keySet()));
    after.ifPresent(runs -> hosts.addAll(runs.hosts().keySet()));
    for (String host : hosts) {
      groups.computeIfAbsent(kind(host, before, after), k -> new ArrayList<>()).add(host);
    }
    List<HostDiff> diffs = new ArrayList<>();
    groups.forEach(
        (kind, group) -> {
          HostDiff diff = diff(name, group, kind, before, after);
          if (!diff.isEmpty()) {
            diffs.add(diff);
          }
        });
    return diffs;
  }

  private static Kind kind(
      String host, Optional<ScheduleRuns> before, Optional<ScheduleRuns> after) {
    boolean isShifted =
        before.isPresent()
            && after.isPresent()
            && !before
                .get()
                .start(Instant.EPOCH, host)
                .equals(after.get().start(Instant.EPOCH, host));
    return new Kind(times(host, before), times(host, after), isShifted);
  }

  private static Optional<OpenTimes> times(String host, Optional<ScheduleRuns> runs) {
    return runs.map(ScheduleRuns::hosts).map(hosts -> hosts.get(host));
  }

  private static HostDiff diff(
      String name,
      List<String> hosts,
      Kind kind,
      Optional<ScheduleRuns> before,
      Optional<ScheduleRuns> after) {
    List<Instant> old = kind.before().map(times -> before.get().due(times)).orElse(List.of());
    List<Instant> now = kind.after().map(times -> after.get().due(times)).orElse(List.of());
    Set<Instant> wasDue = new HashSet<>(old);
    Set<Instant> isDue = new HashSet<>(now);
    return new HostDiff(
        name,
        hosts,
        now.stream().filter(at -> !wasDue.contains(at)).toList(),
        old.stream().filter(at -> !isDue.contains(at)).toList(),
        kind.isShifted() ? now.stream().filter(wasDue::contains).toList() : List.of());
  }
}
