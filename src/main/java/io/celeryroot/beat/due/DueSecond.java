// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.Schedule;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The due second of which clocks fire now. The first schedule that fires takes along all others
 * that are due; each of them then only learns whether it failed. Thread-safe; a schedule that fires
 * meanwhile waits.
 */
final class DueSecond {

  /** Submits due instants together. */
  interface Attempt {
    /**
     * Submits what is due.
     *
     * @return failures, by name of the schedule
     */
    Map<String, RuntimeException> of(List<Schedule> due, Instant at);
  }

  private final Function<Instant, List<Schedule>> due;
  private final Attempt attempt;
  private final Set<String> tried = new HashSet<>();
  private final Map<String, RuntimeException> failed = new HashMap<>();
  private Instant second = Instant.MIN;

  /**
   * @param due finds all schedules that are due at an instant and not dealt with
   */
  DueSecond(Function<Instant, List<Schedule>> due, Attempt attempt) {
    this.due = due;
    this.attempt = attempt;
  }

  /**
   * Submits the due instant of a schedule, unless another has taken it along.
   *
   * @throws RuntimeException what made it fail; nobody else is told
   */
  synchronized void fired(Schedule schedule, Instant at) {
    if (!at.equals(second)) {
      second = at;
      tried.clear();
      failed.clear();
      Map<String, Schedule> all = new LinkedHashMap<>(Map.of(schedule.name(), schedule));
      due.apply(at).forEach(one -> all.putIfAbsent(one.name(), one));
      tried.addAll(all.keySet());
      failed.putAll(attempt.of(List.copyOf(all.values()), at));
    } else if (!tried.remove(schedule.name())) {
      failed.putAll(attempt.of(List.of(schedule), at));
    }
    tried.remove(schedule.name());
    RuntimeException failure = failed.remove(schedule.name());
    if (failure != null) {
      throw failure;
    }
  }
}
