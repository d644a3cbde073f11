// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Schedule;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.text.EnumWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gap between the due instants of one schedule and its runs. Instants inside the
 * catch-up policy run now, the rest are recorded as missed. Thread-safe.
 */
final class GapCloser {

  /** Younger due instants are left to the clock of this or another Beat. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  /** Beats whose clocks differ by less do not correct each other. */
  static final Duration SET_BACK = Duration.ofMinutes(1);

  private static final int CHUNK = 1000;

  /** Due instants of one schedule that are caught up by policy in one look. */
  private static final int MOST_LATE = 10 * CHUNK;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final ScheduleStates schedules;
  private final DueDecisions decisions;

  private final DueRuns dueRuns;
  private final ScheduleNews news;
  private final OwnLooks looks;
  private final BooleanSupplier isEnding;
  private final List<ClockCorrection> corrections = new CopyOnWriteArrayList<>();

  /**
   * @param looks of this Beat
   * @param isEnding true once this Beat is to end: nothing more is submitted then
   */
  GapCloser(
      ScheduleStates schedules,
      DueDecisions decisions,
      DueRuns dueRuns,
      ScheduleNews news,
      OwnLooks looks,
      BooleanSupplier isEnding) {
    this.schedules = schedules;
    this.decisions = decisions;

    this.dueRuns = dueRuns;
    this.news = news;
    this.looks = looks;
    this.isEnding = isEnding;
  }

  /** Says that the clock was wrong for a while. */
  void correct(ClockCorrection correction) {
    corrections.add(correction);
  }

  /**
   * Looks at a schedule, and records its plan once nothing is left to do.
   *
   * @param isPaused true: what was due is recorded only
   * @return true if nothing is left to do; false: the rest is for the next look
   */
  boolean look(Schedule schedule, ScheduleState state, Instant now, boolean isPaused) {
    Look look = new Look(schedule, state, now, isPaused);
    boolean isDone = look.gap().isEmpty() || look.closeGap();
    if (isDone) {
      look.recordPlan();
    }
    return isDone;
  }

  /**
   * The instant at which the first Beat looked at the schedule, by a clock that is right. A Beat
   * whose clock was behind recorded an earlier one.
   */
  private Instant begin(Schedule schedule, ScheduleState state) {
    Instant since = looks.begin(schedule, state.since().orElse(Instant.MIN));
    return corrections.stream()
        .filter(correction -> correction.covers(since))
        .findFirst()
        .map(correction -> since.plus(correction.by()))
        .orElse(since);
  }

  /** One look at one schedule. */
  private final class Look {

    private final Schedule schedule;
    private final ScheduleState state;
    private final Instant now;
    private final Instant until;
    private final DueRule plan;
    private final boolean isPaused;

    /**
     * @param isPaused true: nothing is caught up
     */
    Look(Schedule schedule, ScheduleState state, Instant now, boolean isPaused) {
      this.schedule = schedule;
      this.state = state;
      this.now = now;
      this.until = now.minus(MARGIN);
      this.plan = DueRule.of(schedule, state);
      this.isPaused = isPaused;
    }

    /** Time of the last look; empty: there is nothing to look for. */
    Optional<Instant> gap() {
      Optional<Instant> since = state.lookedAt();
      if (since.filter(until.plus(SET_BACK)::isBefore).isPresent()) {
        LOG.warn(
            "schedule {}: looked for due instants up to {}, now it is {}: the clock was set back",
            schedule.name(),
            since.get(),
            now);
        schedules.takeBackAfter(schedule.name(), now);
        return Optional.empty();
      }
      return plan.isAnyDue() ? since.filter(until::isAfter) : Optional.empty();
    }

    /** Records a new plan, which counts from now on. The gap before it must be closed. */
    void recordPlan() {
      if (!state.plan().equals(Optional.of(plan.now()))) {
        schedules.recordChecked(schedule.name(), until);
        schedules.recordPlan(schedule.name(), plan.now());
      }
    }

    /** Returns true if nothing is left to do. */
    boolean closeGap() {
      Instant since = gap().orElseThrow();
      Instant windowStart = now.minus(schedule.catchUpWindow()).minusNanos(1);
      Instant from = since;
      if (since.isBefore(windowStart)) {
        from = windowStart.isBefore(until) ? windowStart : until;
        if (!closeOld(since, from)) {
          return false;
        }
      }
      return closeWindow(from);
    }

    /** Decides on the newest late instants; the oldest of very many are recorded as missed. */
    private boolean closeWindow(Instant from) {
      List<Instant> newest = new ArrayList<>();
      List<Instant> next = due(from, until, CHUNK);
      while (!next.isEmpty()) {
        newest.addAll(next);
        if (newest.size() > MOST_LATE) {
          List<Instant> oldest = newest.subList(0, CHUNK);
          Instant last = oldest.get(CHUNK - 1);
          if (!close(List.copyOf(oldest), false)) {
            return false;
          }
          schedules.recordChecked(schedule.name(), last);
          oldest.clear();
        }
        next = due(next.get(next.size() - 1), until, CHUNK);
      }
      return close(newest, true);
    }

    /** Records instants before the window as missed, in chunks, because they may be many. */
    private boolean closeOld(Instant since, Instant end) {
      List<Instant> due = due(since, end, CHUNK);
      while (!due.isEmpty()) {
        Instant last = due.get(due.size() - 1);
        if (!close(due, false)) {
          return false;
        }
        schedules.recordChecked(schedule.name(), last);
        due = due(last, end, CHUNK);
      }
      return true;
    }

    private List<Instant> due(Instant from, Instant to, int limit) {
      return plan.timetable().between(from, to, limit);
    }

    private boolean close(List<Instant> due, boolean isInWindow) {
      List<Instant> asked =
          due.stream()
              .filter(instant -> !state.wasPausedAt(instant))
              .filter(instant -> !dueRuns.isSubmitted(schedule, instant))
              .toList();
      List<Instant> begun = new ArrayList<>();
      List<Instant> missed = new ArrayList<>();
      List<Instant> late = new ArrayList<>();
      decisions
          .fates(schedule.name(), asked)
          .forEach(
              (instant, fate) ->
                  (fate == DueDecision.OPEN
                          ? late
                          : dueRuns.mayRun(schedule, instant, fate) ? begun : missed)
                      .add(instant));
      boolean mayRun = isInWindow && !isPaused;
      // In a blackout nothing was to run, so nothing was missed; it is recorded as skipped.
      List<Instant> closed =
          late.stream()
              .filter(instant -> schedule.openTimes().closedBy(instant).isPresent())
              .toList();
      late.removeAll(Set.copyOf(closed));
      if (mayRun) {
        closed.stream().filter(plan::isStillDue).forEach(begun::add);
      }
      List<Instant> wanted =
          CatchUpPlan.run(
              schedule.catchUp(),
              schedule.catchUpWindow(),
              late.stream().filter(instant -> mayRun && plan.isStillDue(instant)).toList(),
              now);
      late.removeAll(wanted);
      decisions
          .decideMissed(schedule.name(), late)
          .forEach(
              (instant, fate) ->
                  (dueRuns.mayRun(schedule, instant, fate) ? begun : missed).add(instant));
      recordMissed(missed);
      return begun.stream().allMatch(this::submit) && wanted.stream().allMatch(this::catchUp);
    }

    private boolean catchUp(Instant due) {
      if (!isEnding.getAsBoolean()) {
        LOG.info("schedule {}: due at {}, did not run; runs now", schedule.name(), due);
      }
      return submit(due);
    }

    private boolean submit(Instant due) {
      return !isEnding.getAsBoolean() && dueRuns.submit(schedule, due);
    }

    private void recordMissed(List<Instant> all) {
      Instant begin = begin(schedule, state);
      List<Instant> missed = all.stream().filter(instant -> !instant.isBefore(begin)).toList();
      if (missed.isEmpty()) {
        return;
      }
      news.missed(schedule, missed);
      int fresh = schedules.recordMissed(schedule.name(), missed);
      if (fresh > 0) {
        LOG.warn(
            "schedule {}: missed={} from {} to {}; catch_up is {}, window {}",
            schedule.name(),
            fresh,
            missed.get(0),
            missed.get(missed.size() - 1),
            EnumWords.of(schedule.catchUp()),
            Durations.format(schedule.catchUpWindow()));
      }
    }
  }
}
