// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.Durations;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.QueueUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gap between due instants and runs, whatever the cause: a restart, a time change, a
 * misfire, a jump of the clock. Instants inside the catch-up policy run now, the rest are recorded
 * as missed. Safe beside the clock and other Beats: the same due instant is the same run, and the
 * first decision about it counts for all.
 */
public final class Reconciler {

  /** Younger due instants are left to the clock of this or another Beat. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Beats whose clocks differ by less do not correct each other. */
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  private static final int CHUNK = 1000;

  /** Due instants of one schedule that are caught up by policy in one look. */
  private static final int MOST_LATE = 10 * CHUNK;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final Supplier<ClockWatch.Reading> clocks;
  private final ClockWatch watch = new ClockWatch();
  private final ScheduleStates schedules;
  private final RunRecords runs;
  private final DueRuns dueRuns;
  private final BeatLives lives;
  private final Instant start;
  private final OwnLooks looks;
  private final Consumer<QueueUnavailable> onSpoiledKey;
  private final BooleanSupplier isEnding;
  private final List<ClockCorrection> corrections = new CopyOnWriteArrayList<>();
  private boolean hasLooked;

  /**
   * @param clocks of due instants, and those that nobody sets
   * @param dueRuns submits what is caught up
   * @param lives of Beats
   * @param kept time for which runs are on record
   * @param onSpoiledKey is told of a key of a schedule that holds what is not ours
   * @param isEnding true once this Beat is to end: a look leaves the rest to the next one, which
   *     may be another Beat's
   */
  public Reconciler(
      Supplier<ClockWatch.Reading> clocks,
      ScheduleStates schedules,
      RunRecords runs,
      DueRuns dueRuns,
      BeatLives lives,
      Duration kept,
      Consumer<QueueUnavailable> onSpoiledKey,
      BooleanSupplier isEnding) {
    this.clocks = clocks;
    this.schedules = schedules;
    this.runs = runs;
    this.dueRuns = dueRuns;
    this.lives = lives;
    this.start = clocks.get().wall();
    this.looks =
        new OwnLooks(schedules, runs, kept, dueRuns::isSubmitted, () -> lives.lastLook(start));
    this.onSpoiledKey = onSpoiledKey;
    this.isEnding = isEnding;
  }

  /** Looks at each schedule once. */
  public void reconcile(Collection<Schedule> all) {
    Map<String, ScheduleState> states =
        schedules.readAll(all.stream().map(Schedule::name).toList(), onSpoiledKey);
    ClockWatch.Reading reading = clocks.get();
    watch.look(reading).flatMap(ClockWatch.Jump::correction).ifPresent(corrections::add);
    Instant now = reading.wall();
    schedules.begin(
        states.values().stream().filter(ScheduleState::isNew).map(ScheduleState::name).toList(),
        now);
    tellUnsignedLooks(states.values());
    Set<String> paused = dueRuns.pauseAfterFailures(all, now);
    tellPauses(all, paused);
    List<String> looked = new ArrayList<>();
    int settled = 0;
    try {
      for (Schedule schedule : all) {
        if (isEnding.getAsBoolean()) {
          break;
        }
        ScheduleState state = states.get(schedule.name());
        if (state == null) {
          settled++;
          continue;
        }
        ScheduleState honest = honest(schedule, state, now);
        boolean isYoung = isYoung(honest, now.minus(MARGIN));
        if ((state.isNew() || isYoung) && looks.isFirst(schedule)) {
          begin(schedule, now);
          settled++;
        } else if (isYoung) {
          settled++;
        } else if (look(new Look(schedule, honest, now, paused))) {
          looked.add(schedule.name());
          looks.looked(schedule, now, now.minus(MARGIN));
          settled++;
        } else if (dueRuns.gate(schedule.name()).isHeld()) {
          settled++;
        }
      }
    } finally {
      schedules.recordChecked(looked, now.minus(MARGIN));
      if (settled == all.size()) {
        lives.noteLook(now.minus(MARGIN));
      }
    }
  }

  /**
   * Begins to look at a schedule. Nothing is checked yet: its first run may be on record only after
   * this look, and what is due after that run is for the next look.
   */
  private void begin(Schedule schedule, Instant now) {
    looks.looked(schedule, now, now);
    new Isolated(onSpoiledKey)
        .run(() -> schedules.recordPlan(schedule.name(), DueRule.planOf(schedule)));
  }

  /**
   * Returns true if nothing of a schedule can be late yet. A look would record that what was due
   * before it was known is for the next one.
   */
  private static boolean isYoung(ScheduleState state, Instant until) {
    return state.checkedAt().isEmpty()
        && state
            .since()
            .filter(until::isBefore)
            .filter(since -> !since.isAfter(until.plus(SET_BACK)))
            .isPresent();
  }

  /** The state of a schedule, as this Beat left it if a due instant was hidden since. */
  private ScheduleState honest(Schedule schedule, ScheduleState state, Instant now) {
    Optional<Instant> hidden =
        new Isolated(onSpoiledKey)
            .get(() -> looks.hidden(schedule, state, now.minus(MARGIN)))
            .orElse(Optional.empty());
    hidden.ifPresent(
        due -> {
          LOG.warn(
              "schedule {}: nobody has decided about {}, though somebody has looked for it:"
                  + " somebody else wrote to Redis, or it lost its data",
              schedule.name(),
              due);
          dueRuns.listener().foreign("schedule");
        });
    return hidden
        .map(due -> state.lookedUpTo(due.minusSeconds(1), schedule.timetable().plan()))
        .orElse(state);
  }

  /** At the first look: what others have looked at is believed if somebody has signed that. */
  private void tellUnsignedLooks(Collection<ScheduleState> states) {
    if (!hasLooked
        && states.stream().anyMatch(state -> state.checkedAt().isPresent())
        && lives.lacksLook(start)) {
      LOG.warn(
          "schedules: nobody has signed up to when Beats have looked for due instants: signatures"
              + " are required for the first time, or somebody else wrote to Redis; what was due"
              + " while no Beat lived may be missing");
      dueRuns.listener().foreign("schedule");
    }
    hasLooked = true;
  }

  /** Tells of schedules that paused themselves. */
  private void tellPauses(Collection<Schedule> all, Set<String> paused) {
    Map<String, Schedule> asked = new LinkedHashMap<>();
    all.stream()
        .filter(schedule -> paused.contains(schedule.name()))
        .filter(dueRuns.news()::tellsPause)
        .forEach(schedule -> asked.put(schedule.name(), schedule));
    schedules
        .readAll(asked.keySet(), onSpoiledKey)
        .forEach(
            (name, state) ->
                state
                    .paused()
                    .filter(Paused::isBySchedule)
                    .ifPresent(
                        pause ->
                            dueRuns
                                .news()
                                .paused(asked.get(name), pause.since(), pause.why().orElse(""))));
  }

  /**
   * Returns true if the look is complete. A spoiled key of one schedule does not stop the others.
   */
  private boolean look(Look look) {
    return new Isolated(onSpoiledKey)
        .get(
            () -> {
              boolean isDone = look.gap().isEmpty() || look.closeGap();
              if (isDone) {
                look.recordPlan();
              }
              return isDone;
            })
        .orElse(false);
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
     * @param paused schedules that are paused since their state was read; nothing of them is caught
     *     up
     */
    Look(Schedule schedule, ScheduleState state, Instant now, Set<String> paused) {
      this.schedule = schedule;
      this.state = state;
      this.now = now;
      this.until = now.minus(MARGIN);
      this.plan = DueRule.of(schedule, state);
      this.isPaused = state.isPaused() || paused.contains(schedule.name());
    }

    /** Time of the last look; empty: there is nothing to look for. */
    Optional<Instant> gap() {
      Optional<Instant> since = state.checkedAt().or(state::beforeFirst).or(state::lastDue);
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
      schedules
          .fates(schedule.name(), asked)
          .forEach(
              (instant, fate) ->
                  (fate == DueDecision.OPEN ? late : hasBegun(instant, fate) ? begun : missed)
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
      CatchUpPlan wanted =
          CatchUpPlan.of(
              schedule.catchUp(),
              schedule.catchUpWindow(),
              late.stream().filter(instant -> mayRun && plan.isStillDue(instant)).toList(),
              now);
      late.removeAll(wanted.run());
      schedules
          .decideMissed(schedule.name(), late)
          .forEach((instant, fate) -> (hasBegun(instant, fate) ? begun : missed).add(instant));
      recordMissed(missed);
      return begun.stream().allMatch(this::submit) && wanted.run().stream().allMatch(this::catchUp);
    }

    private boolean hasBegun(Instant due, DueDecision fate) {
      return fate == DueDecision.RUN
          || (fate == DueDecision.OVER && runs.find(RunIds.due(schedule.name(), due)).isPresent());
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

    /**
     * The instant at which the first Beat looked at the schedule, by a clock that is right. A Beat
     * whose clock was behind recorded an earlier one.
     */
    private Instant begin() {
      Instant since = looks.begin(schedule, state.since().orElse(Instant.MIN));
      return corrections.stream()
          .filter(correction -> correction.covers(since))
          .findFirst()
          .map(correction -> since.plus(correction.by()))
          .orElse(since);
    }

    private void recordMissed(List<Instant> all) {
      Instant begin = begin();
      List<Instant> missed = all.stream().filter(instant -> !instant.isBefore(begin)).toList();
      if (missed.isEmpty()) {
        return;
      }
      dueRuns.news().missed(schedule, missed);
      int fresh = schedules.recordMissed(schedule.name(), missed);
      if (fresh > 0) {
        LOG.warn(
            "schedule {}: missed={} from {} to {}; catch_up is {}, window {}",
            schedule.name(),
            fresh,
            missed.get(0),
            missed.get(missed.size() - 1),
            schedule.catchUp().name().toLowerCase(Locale.ROOT),
            Durations.format(schedule.catchUpWindow()));
      }
    }
  }
}
