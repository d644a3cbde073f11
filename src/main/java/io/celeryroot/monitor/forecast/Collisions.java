// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds schedules that start in the same minute on a common host.
 *
 * <p>Schedules with {@code splay} are left out: they are spread on purpose. The calendars of roles
 * do not count. Confined to one thread.
 */
final class Collisions {

  private static final long MINUTE = 60;

  private final List<ScheduleRuns> all;
  private final Map<Long, BitSet> byMinute = new HashMap<>();

  private Collisions(Collection<ScheduleRuns> runs) {
    this.all = runs.stream().filter(one -> one.schedule().splay().isEmpty()).toList();
    for (int i = 0; i < all.size(); i++) {
      for (Instant due : all.get(i).due()) {
        byMinute.computeIfAbsent(minute(due), m -> new BitSet()).set(i);
      }
    }
  }

  /**
   * Lists the collisions of changed schedules that were none before, each pair once.
   *
   * @param changed of {@code now}
   */
  static List<Collision> between(
      Map<String, ScheduleRuns> before, Map<String, ScheduleRuns> now, List<ScheduleRuns> changed) {
    if (changed.isEmpty()) {
      return List.of();
    }
    Collisions old = new Collisions(before.values());
    Collisions after = new Collisions(now.values());
    List<Collision> found = new ArrayList<>();
    Set<Set<String>> told = new HashSet<>();
    for (ScheduleRuns one : changed) {
      Set<String> known =
          Optional.ofNullable(before.get(one.schedule().name())).map(old::others).orElse(Set.of());
      List<ScheduleRuns> others =
          after.meeting(one).stream()
              .filter(other -> !known.contains(other.schedule().name()))
              .filter(other -> told.add(Set.of(one.schedule().name(), other.schedule().name())))
              .toList();
      if (!others.isEmpty()) {
        found.add(after.collision(one, others));
      }
    }
    return found;
  }

  private Set<String> others(ScheduleRuns one) {
    Set<String> names = new HashSet<>();
    meeting(one).forEach(other -> names.add(other.schedule().name()));
    return names;
  }

  private List<ScheduleRuns> meeting(ScheduleRuns one) {
    if (one.schedule().splay().isPresent()) {
      return List.of();
    }
    BitSet candidates = new BitSet();
    one.due().forEach(due -> candidates.or(byMinute.get(minute(due))));
    return candidates.stream()
        .mapToObj(all::get)
        .filter(other -> other != one && meet(one, other))
        .toList();
  }

  private Collision collision(ScheduleRuns one, List<ScheduleRuns> others) {
    int index = all.indexOf(others.get(0));
    Instant first =
        one.due().stream()
            .filter(due -> byMinute.get(minute(due)).get(index))
            .findFirst()
            .orElseThrow();
    return new Collision(
        one.schedule().name(),
        others.stream().map(other -> other.schedule().name()).toList(),
        one.hosts().keySet().stream().filter(others.get(0).hosts()::containsKey).toList(),
        first);
  }

  private static boolean meet(ScheduleRuns one, ScheduleRuns other) {
    return one.hosts().keySet().stream().anyMatch(other.hosts()::containsKey);
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), MINUTE);
  }
}
