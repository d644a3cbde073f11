// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.Schedule;
import io.celeryroot.cron.timetable.OpenTimes;
import io.celeryroot.job.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The starts of one schedule on hosts that are due at the same instants. Times are epoch seconds.
 */
final class Starts {

  private final String schedule;
  private final Duration usual;
  private final long[] due;
  private final List<Target> targets;
  private final int[] offsets;
  private final boolean isSpread;

  /**
   * @param usual duration of a job; zero: unknown
   * @param due seconds at which the first host could start, ascending
   * @param offsets seconds by which each target starts later
   */
  private Starts(String schedule, Duration usual, long[] due, List<Target> targets, int[] offsets) {
    this.schedule = schedule;
    this.usual = usual;
    this.due = due;
    this.targets = List.copyOf(targets);
    this.offsets = offsets;
    this.isSpread = Arrays.stream(offsets).anyMatch(offset -> offset != 0);
  }

  static List<Starts> of(ScheduleRuns runs, List<Phase> phases) {
    List<Starts> all = new ArrayList<>();
    Schedule schedule = runs.schedule();
    for (Phase phase : phases) {
      Map<OpenTimes, List<Target>> groups = new LinkedHashMap<>();
      phase
          .targets()
          .forEach(
              target ->
                  groups
                      .computeIfAbsent(
                          schedule.workflow().isPresent()
                              ? OpenTimes.ALWAYS
                              : runs.hosts().get(target.label()),
                          times -> new ArrayList<>())
                      .add(target));
      groups.forEach(
          (times, targets) ->
              all.add(
                  new Starts(
                      schedule.name(),
                      phase.usual(),
                      seconds(runs.due(times), phase.after()),
                      targets,
                      offsets(schedule, targets))));
    }
    return all;
  }

  private static long[] seconds(List<Instant> due, Duration after) {
    return due.stream().mapToLong(at -> at.plus(after).getEpochSecond()).toArray();
  }

  private static int[] offsets(Schedule schedule, List<Target> targets) {
    return schedule.splay().isEmpty()
        ? new int[targets.size()]
        : targets.stream()
            .mapToInt(
                target -> (int) schedule.start(Instant.EPOCH, target.label()).getEpochSecond())
            .toArray();
  }

  /** The starts on some of the targets. */
  Starts on(Predicate<Target> wanted) {
    int[] kept =
        IntStream.range(0, offsets.length).filter(i -> wanted.test(targets.get(i))).toArray();
    return new Starts(
        schedule,
        usual,
        due,
        Arrays.stream(kept).mapToObj(targets::get).toList(),
        Arrays.stream(kept).map(i -> offsets[i]).toArray());
  }

  String schedule() {
    return schedule;
  }

  /** Duration of a job; zero: unknown. */
  Duration usual() {
    return usual;
  }

  /** Seconds at which the first host could start, ascending; not to be changed. */
  long[] due() {
    return due;
  }

  /** Targets, one for each host. */
  List<Target> targets() {
    return targets;
  }

  /** Seconds by which each target starts later; not to be changed. */
  int[] offsets() {
    return offsets;
  }

  /** Returns true if the hosts start at seconds of their own. */
  boolean isSpread() {
    return isSpread;
  }
}
