// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import static io.celeryroot.text.Text.utc;

import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.WorkerIncarnation;
import io.celeryroot.queue.host.Life;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.Pause;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.text.EnumWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer about a schedule at an instant of which there is no run: pure, from facts to words.
 */
final class DueWhy {

  /** The reconciler looks once a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final DueFacts facts;
  private final Schedule schedule;
  private final ScheduleState state;
  private final List<Evidence> told = new ArrayList<>();

  private DueWhy(DueFacts facts) {
    this.facts = facts;
    this.schedule = facts.schedule();
    this.state = facts.state();
  }

  static Answer of(DueFacts facts) {
    return new DueWhy(facts).answer();
  }

  /** Facts about a schedule that is due now and then: when it was, and when it will be. */
  static List<Evidence> times(Schedule schedule, Instant around, Instant now) {
    List<Evidence> times = new ArrayList<>();
    if (!schedule.isByHand()) {
      times.add(Evidence.of("due", schedule.timetable().text() + " " + schedule.zone().getId()));
      LastDue.of(schedule.timetable(), around.minusNanos(1))
          .ifPresent(at -> times.add(Evidence.at("due before that", at)));
      schedule
          .timetable()
          .next(around)
          .ifPresent(at -> times.add(Evidence.at("due after that", at)));
      if (schedule.enabled() && around.isBefore(now)) {
        schedule.nextRun(now).ifPresent(at -> times.add(Evidence.at("next due", at)));
      }
    }
    return times;
  }

  private Answer answer() {
    Instant around = facts.at().orElse(facts.now());
    told.addAll(times(schedule, around, facts.now()));
    state.since().ifPresent(at -> told.add(Evidence.at("known to Beats since", at)));
    if (!schedule.enabled()) {
      return say(Cause.DISABLED, "does not run: it is disabled in the file (enabled: false)");
    }
    if (schedule.isByHand()) {
      return say(Cause.BY_HAND, "does not run by itself: it has no times in the file");
    }
    return facts.at().map(this::at).orElseGet(this::neverDue);
  }

  private Answer say(Cause cause, String text) {
    return Answer.of(cause, "schedule " + schedule.name(), text, told);
  }

  private Answer neverDue() {
    if (state.isPaused()) {
      return paused("does not run: it has been paused");
    }
    return say(Cause.NOT_YET_DUE, "was not due yet" + next(facts.now()));
  }

  private String next(Instant after) {
    return schedule
        .nextRun(after)
        .map(at -> "; its next due instant is " + utc(at))
        .orElse("; it will not be due any more");
  }

  private Answer at(Instant at) {
    if (!schedule.timetable().isDue(at)) {
      return TimeChange.at(schedule.timetable(), at)
          .map(
              change ->
                  say(
                      Cause.NOT_DUE_TIME_CHANGE,
                      "was not due at %s: %s".formatted(utc(at), change)))
          .orElseGet(
              () ->
                  say(
                      Cause.NOT_DUE,
                      "%s not due at %s%s"
                          .formatted(at.isAfter(facts.now()) ? "is" : "was", utc(at), next(at))));
    }
    if (at.isAfter(facts.now())) {
      return future(at);
    }
    Optional<Pause> rest = state.rests().stream().filter(pause -> pause.contains(at)).findFirst();
    if (rest.isPresent()) {
      return say(
          Cause.PAUSED,
          "did not run at %s: it was paused from %s to %s"
              .formatted(utc(at), utc(rest.get().from()), utc(rest.get().until())));
    }
    if (state.paused().filter(pause -> pause.contains(at)).isPresent()) {
      return paused("did not run at " + utc(at) + ": it has been paused");
    }
    return past(at);
  }

  private Answer future(Instant at) {
    if (state.paused().filter(pause -> pause.contains(at)).isPresent()) {
      return paused("will not run at " + utc(at) + " unless it is resumed: it has been paused");
    }
    return schedule
        .openTimes()
        .closedBy(at)
        .map(reason -> say(Cause.SKIPPED_BLACKOUT, "will be skipped at " + utc(at) + ": " + reason))
        .orElseGet(() -> say(Cause.NOT_YET_DUE, "is due at " + utc(at)));
  }

  private Answer paused(String text) {
    return say(Cause.PAUSED, text + state.paused().map(pause -> " " + pause.origin()).orElse(""));
  }

  private Answer past(Instant at) {
    if (facts.isMissed() || facts.decision().filter(DueDecision.MISSED::equals).isPresent()) {
      return missed(at);
    }
    if (state.since().filter(at::isBefore).isPresent()) {
      return say(
          Cause.BEFORE_RECORDS,
          "did not run at %s: Beats know it since %s".formatted(utc(at), utc(state.since().get())));
    }
    if (isBeatAway()) {
      return say(
          Cause.BEAT_AWAY,
          "did not run at "
              + utc(at)
              + ": "
              + facts.lives().stream()
                  .reduce((a, b) -> b)
                  .map(life -> "no Beat lives since " + utc(life.until()))
                  .orElse("no Beat was ever seen"));
    }
    if (at.plus(PATIENCE).isAfter(facts.now())) {
      return say(Cause.DUE_NOW, "is due since " + utc(at) + "; Beat looks again within a minute");
    }
    if (!facts.unseen().isEmpty()) {
      return noTarget(at);
    }
    return say(
        Cause.BEFORE_RECORDS,
        "has no record of %s; it was forgotten, or the schedule had other times then"
            .formatted(utc(at)));
  }

  private boolean isBeatAway() {
    return facts.lives().stream()
        .noneMatch(life -> life.until().plus(WorkerIncarnation.LEASE).isAfter(facts.now()));
  }

  private Answer missed(Instant at) {
    Optional<Life> before = Optional.empty();
    Optional<Life> after = Optional.empty();
    for (Life life : facts.lives()) {
      if (life.from().isAfter(at)) {
        after = after.or(() -> Optional.of(life));
      } else {
        before = Optional.of(life);
      }
    }
    boolean lived = before.filter(life -> !life.until().isBefore(at)).isPresent();
    String policy =
        "catch_up is %s, window %s"
            .formatted(
                EnumWords.of(schedule.catchUp()), Durations.format(schedule.catchUpWindow()));
    told.add(Evidence.of("policy", policy));
    before.ifPresent(life -> told.add(Evidence.at("last sign of Beats before", life.until())));
    after.ifPresent(life -> told.add(Evidence.at("first sign of Beats after", life.from())));
    if (state.untargeted().filter(at::equals).isPresent()) {
      return noTarget(at);
    }
    if (!lived && !facts.lives().isEmpty()) {
      return say(
          Cause.MISSED_WITHOUT_BEAT,
          "missed %s: no Beat lived from %s to %s, and %s"
              .formatted(
                  utc(at),
                  before.map(life -> utc(life.until())).orElse("the begin of the records"),
                  after.map(life -> utc(life.from())).orElse("now"),
                  policy));
    }
    return facts.unseen().isEmpty()
        ? say(Cause.MISSED, "missed %s: %s, and %s".formatted(utc(at), cannot(), policy))
        : noTarget(at);
  }

  private String cannot() {
    return schedule.catchUp() == CatchUp.LATEST
        ? "Beat came too late, or to a newer due instant first"
        : "Beat came too late";
  }

  private Answer noTarget(Instant at) {
    String unseen =
        facts.unseen().isEmpty()
            ? String.join(", ", schedule.allTargets())
            : String.join(", ", facts.unseen());
    return say(
        Cause.NO_TARGET,
        "did not run at %s: no host was ever seen that %s matches".formatted(utc(at), unseen));
  }
}
