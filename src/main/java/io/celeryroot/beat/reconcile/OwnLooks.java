// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.config.Schedule;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The looks of this Beat at schedules, so that nobody hides a due instant by writing to Redis that
 * somebody has looked for it. Used by one thread.
 */
final class OwnLooks {

  /** Longest time between two looks of a Beat after which others are believed without question. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Time for which what others did is on record after the longest time. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final int MOST = 1000;

  private final DueDecisions decisions;
  private final RunRecords runs;
  private final BiPredicate<Schedule, Instant> isSubmitted;
  private final Duration longest;
  private final Duration recorded;
  private final Supplier<Optional<Instant>> before;
  private Optional<Optional<Instant>> lastOfOthers = Optional.empty();
  private final Map<String, Instant> first = new HashMap<>();
  private final Map<String, Instant> last = new HashMap<>();

  /**
   * @param kept time for which runs are on record
   * @param isSubmitted tells if this Beat knows that nothing is left to do for a due instant
   * @param before the last look that others can have had before this Beat started; empty: unknown
   */
  OwnLooks(
      DueDecisions decisions,
      RunRecords runs,
      Duration kept,
      BiPredicate<Schedule, Instant> isSubmitted,
      Supplier<Optional<Instant>> before) {
    this.before = before;
    this.decisions = decisions;
    this.runs = runs;
    this.isSubmitted = isSubmitted;
    this.recorded = kept.minus(MARGIN);
    this.longest = recorded.compareTo(LONGEST) < 0 ? recorded : LONGEST;
  }

  /** Returns true if this Beat has not looked at a schedule yet. */
  boolean isFirst(Schedule schedule) {
    return !last.containsKey(schedule.name());
  }

  /** Notes that this Beat has looked, at a time, for due instants up to another. */
  void looked(Schedule schedule, Instant now, Instant until) {
    first.putIfAbsent(schedule.name(), now);
    last.put(schedule.name(), until);
  }

  /** The time since which a schedule is known; no later than the first look of this Beat. */
  Instant begin(Schedule schedule, Instant recorded) {
    Instant own = first.getOrDefault(schedule.name(), recorded);
    return own.isBefore(recorded) ? own : recorded;
  }

  /**
   * Finds a due instant since the last look of this Beat that was hidden: others have looked for
   * it, as is recorded, but it became nothing. Before the first look, since the last one that
   * others can have had.
   *
   * @param until time up to which due instants are looked for
   */
  Optional<Instant> hidden(Schedule schedule, ScheduleState state, Instant until) {
    Instant looked = state.lookedAt().filter(until::isAfter).orElse(until);
    Optional<Instant> from = from(schedule, state, until).filter(looked::isAfter);
    if (from.isEmpty() || !schedule.enabled()) {
      return Optional.empty();
    }
    List<Instant> due =
        schedule.timetable().between(from.get(), looked, MOST).stream()
            .filter(instant -> !state.wasPausedAt(instant))
            .filter(instant -> !isSubmitted.test(schedule, instant))
            .toList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    Map<Instant, DueDecision> fates = decisions.fates(schedule.name(), due);
    // Of what others have looked for, old decisions are not kept; what this Beat has seen is
    // recent.
    Set<DueDecision> clear =
        isFirst(schedule)
            ? EnumSet.of(DueDecision.MISSED, DueDecision.OVER)
            : EnumSet.of(DueDecision.MISSED);
    Set<String> recordedRuns =
        runs.findAll(due.stream().map(instant -> id(schedule, instant)).toList()).keySet();
    return due.stream()
        .filter(instant -> !clear.contains(fates.get(instant)))
        .filter(instant -> !recordedRuns.contains(id(schedule, instant)))
        .findFirst();
  }

  private Optional<Instant> from(Schedule schedule, ScheduleState state, Instant until) {
    Instant own = last.get(schedule.name());
    if (own != null) {
      return Optional.of(own).filter(at -> !at.isBefore(until.minus(longest)));
    }
    Instant oldest = until.minus(recorded);
    // Of a schedule that nobody has looked at, nobody can have hidden anything by a look.
    return state.checkedAt().isEmpty()
        ? Optional.empty()
        : lastOfOthers().map(at -> at.isBefore(oldest) ? oldest : at);
  }

  /** Asks once, for soon this Beat is the one that lived last. */
  private Optional<Instant> lastOfOthers() {
    if (lastOfOthers.isEmpty()) {
      lastOfOthers = Optional.of(before.get());
    }
    return lastOfOthers.get();
  }

  private static String id(Schedule schedule, Instant due) {
    return RunIds.due(schedule.name(), due);
  }
}
