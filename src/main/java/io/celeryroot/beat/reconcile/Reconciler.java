// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.reconcile;

import io.celeryroot.beat.due.DueRuns;
import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.config.Schedule;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.host.BeatLives;
import io.celeryroot.queue.schedule.DueDecisions;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gap between due instants and runs, whatever the cause: a restart, a time change, a
 * misfire, a jump of the clock. Safe beside the clock and other Beats: the same due instant is the
 * same run, and the first decision about it counts for all.
 */
public final class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  private final Supplier<ClockWatch.Reading> clocks;
  private final ClockWatch watch = new ClockWatch();
  private final ScheduleStates schedules;
  private final DueRuns dueRuns;
  private final ScheduleNews news;
  private final GapCloser gaps;
  private final Consumer<String> onForeign;
  private final BeatLives lives;
  private final Instant start;
  private final OwnLooks looks;
  private final Consumer<QueueUnavailable> onSpoiledKey;
  private final BooleanSupplier isEnding;
  private boolean hasLooked;

  /**
   * @param clocks of due instants, and those that nobody sets
   * @param dueRuns submits what is caught up
   * @param news tells people about schedules
   * @param lives of Beats
   * @param kept time for which runs are on record
   * @param onSpoiledKey is told of a key of a schedule that holds what is not ours
   * @param onForeign is told of what nobody of ours writes
   * @param isEnding true once this Beat is to end: a look leaves the rest to the next one, which
   *     may be another Beat's
   */
  public Reconciler(
      Supplier<ClockWatch.Reading> clocks,
      ScheduleStates schedules,
      DueDecisions decisions,
      RunRecords runs,
      DueRuns dueRuns,
      ScheduleNews news,
      BeatLives lives,
      Duration kept,
      Consumer<QueueUnavailable> onSpoiledKey,
      Consumer<String> onForeign,
      BooleanSupplier isEnding) {
    this.clocks = clocks;
    this.schedules = schedules;
    this.dueRuns = dueRuns;
    this.news = news;
    this.onForeign = onForeign;
    this.lives = lives;
    this.start = clocks.get().wall();
    this.looks =
        new OwnLooks(decisions, runs, kept, dueRuns::isSubmitted, () -> lives.lastLook(start));
    this.gaps = new GapCloser(schedules, decisions, dueRuns, news, looks, isEnding);
    this.onSpoiledKey = onSpoiledKey;
    this.isEnding = isEnding;
  }

  /** Looks at each schedule once. */
  public void reconcile(Collection<Schedule> all) {
    Map<String, ScheduleState> states =
        schedules.readAll(all.stream().map(Schedule::name).toList(), onSpoiledKey);
    ClockWatch.Reading reading = clocks.get();
    watch.look(reading).flatMap(ClockWatch.Jump::correction).ifPresent(gaps::correct);
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
        boolean isYoung = isYoung(honest, now.minus(GapCloser.MARGIN));
        if ((state.isNew() || isYoung) && looks.isFirst(schedule)) {
          begin(schedule, now);
          settled++;
        } else if (isYoung) {
          settled++;
        } else if (look(schedule, honest, now, paused.contains(schedule.name()))) {
          looked.add(schedule.name());
          looks.looked(schedule, now, now.minus(GapCloser.MARGIN));
          settled++;
        } else if (dueRuns.gate(schedule.name()).isHeld()) {
          settled++;
        }
      }
    } finally {
      schedules.recordChecked(looked, now.minus(GapCloser.MARGIN));
      if (settled == all.size()) {
        lives.noteLook(now.minus(GapCloser.MARGIN));
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
            .filter(since -> !since.isAfter(until.plus(GapCloser.SET_BACK)))
            .isPresent();
  }

  /** The state of a schedule, as this Beat left it if a due instant was hidden since. */
  private ScheduleState honest(Schedule schedule, ScheduleState state, Instant now) {
    Optional<Instant> hidden =
        new Isolated(onSpoiledKey)
            .get(() -> looks.hidden(schedule, state, now.minus(GapCloser.MARGIN)))
            .orElse(Optional.empty());
    hidden.ifPresent(
        due -> {
          LOG.warn(
              "schedule {}: nobody has decided about {}, though somebody has looked for it:"
                  + " somebody else wrote to Redis, or it lost its data",
              schedule.name(),
              due);
          onForeign.accept("schedule");
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
      onForeign.accept("schedule");
    }
    hasLooked = true;
  }

  /** Tells of schedules that paused themselves. */
  private void tellPauses(Collection<Schedule> all, Set<String> paused) {
    Map<String, Schedule> asked = new LinkedHashMap<>();
    all.stream()
        .filter(schedule -> paused.contains(schedule.name()))
        .filter(news::tellsPause)
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
                            news.paused(asked.get(name), pause.since(), pause.why().orElse(""))));
  }

  /**
   * Returns true if the look is complete. A spoiled key of one schedule does not stop the others.
   *
   * @param isPaused true if it was paused since its state was read
   */
  private boolean look(Schedule schedule, ScheduleState state, Instant now, boolean isPaused) {
    return new Isolated(onSpoiledKey)
        .get(() -> gaps.look(schedule, state, now, isPaused || state.isPaused()))
        .orElse(false);
  }
}
