// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.schedule;

import io.celeryroot.beat.HandRuns;
import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.NameLookup;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.run.RunInput;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.queue.schedule.Reruns;
import io.celeryroot.queue.schedule.Reruns.Known;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs due instants of a schedule that did not run, each under its own ID. */
final class PastRuns {

  private static final int MOST = 1000;

  /** Number of runs that may wait in line, each until the one before has ended. */
  private static final int MOST_IN_LINE = 100;

  /** Number of due instants that are looked at. */
  private static final int MOST_LOOKED_AT = 100_000;

  private static final int BATCH = 50;

  private static final String RAN = "has run";

  /**
   * A due instant and what becomes of it.
   *
   * @param state such as {@code queued}
   */
  private record Line(Instant due, String run, String state) {}

  private static final View<Line> LINES =
      new View<Line>()
          .column("due", "DUE (UTC)", Line::due)
          .column("run", "RUN", Line::run)
          .column("state", "STATE", Line::state);

  private final Console console;
  private final SiteConnection site;
  private final Schedule schedule;
  private final Reruns reruns;
  private final HandRuns hands;

  PastRuns(Console console, SiteConnection site, Schedule schedule) {
    this.console = console;
    this.site = site;
    this.schedule = schedule;
    this.reruns = new Reruns(site.redis(), site.config().resultsKept());
    this.hands = site.hands();
  }

  /** Returns the due instants that were missed, oldest first. */
  List<Instant> missed() {
    return new ScheduleStates(site.redis(), site.config().resultsKept())
        .missed(schedule.name(), MOST).stream().sorted().toList();
  }

  /**
   * Returns the due instants of a time that has passed, oldest first, without those that a calendar
   * closes, which are told.
   */
  List<Instant> between(Instant from, Optional<Instant> to) {
    Instant now = site.redis().serverTime();
    CommandFailure.refuseIf(from.isAfter(now), "cl: --from %s is to come", from);
    to.ifPresent(
        end ->
            CommandFailure.refuseIf(
                end.isAfter(now), "cl: --to %s is to come; what is due then runs by itself", end));
    List<Instant> due =
        schedule.timetable().between(from.minusNanos(1), to.orElse(now), MOST_LOOKED_AT);
    CommandFailure.refuseIf(
        due.size() == MOST_LOOKED_AT,
        "cl: more than %d due instants; name a shorter time",
        MOST_LOOKED_AT - 1);
    List<Instant> open = new ArrayList<>();
    Map<String, Integer> closed = new LinkedHashMap<>();
    for (Instant instant : due) {
      schedule
          .openTimes()
          .closedBy(instant)
          .ifPresentOrElse(why -> closed.merge(why, 1, Integer::sum), () -> open.add(instant));
    }
    closed.forEach(
        (why, count) -> console.say("cl: %s left out: %s", Text.count(count, "due instant"), why));
    return open;
  }

  /**
   * Runs those that did not run.
   *
   * @param due oldest first
   * @param limit how many at most; empty: as many as may be
   * @return true if none is left
   */
  boolean run(List<Instant> due, Optional<Integer> limit, boolean isDry) {
    Map<Instant, Known> known = reruns.look(schedule.name(), due);
    List<Instant> open =
        known.entrySet().stream()
            .filter(entry -> entry.getValue() == Known.OPEN)
            .map(Map.Entry::getKey)
            .toList();
    int most = limit(limit);
    List<Instant> chosen = open.subList(0, Math.min(most, open.size()));
    Map<Instant, String> states = isDry ? wouldRun(chosen) : submit(chosen);
    List<Line> lines = new ArrayList<>();
    known.forEach(
        (instant, what) -> {
          if (what != Known.OPEN || states.containsKey(instant)) {
            lines.add(line(instant, what, states.get(instant)));
          }
        });
    console.answer(
        LINES.documents(lines),
        () ->
            lines.isEmpty()
                ? schedule.name() + ": no due instant that did not run\n"
                : LINES.table(lines, console.terminal()));
    int left = open.size() - chosen.size();
    if (left > 0) {
      console.say(
          "cl: %s more did not run; %s", Text.count(left, "due instant"), "repeat the command");
    }
    return true;
  }

  private int limit(Optional<Integer> limit) {
    int most = schedule.overlap() == Overlap.ALLOW ? Integer.MAX_VALUE : MOST_IN_LINE;
    limit.ifPresent(
        wanted ->
            CommandFailure.refuseIf(
                wanted > most,
                "cl: --limit %d; at most %d runs of %s can wait in line",
                wanted,
                most,
                schedule.name()));
    return limit.orElse(Math.min(most, MOST));
  }

  private Line line(Instant due, Known known, String state) {
    String text =
        switch (known) {
          case RAN -> RAN;
          case UNKNOWN -> "left out: older than what is kept, so it may have run";
          case OPEN -> state;
        };
    return new Line(due, RunIds.due(schedule.name(), due), text);
  }

  private static Map<Instant, String> wouldRun(List<Instant> due) {
    Map<Instant, String> states = new LinkedHashMap<>();
    due.forEach(instant -> states.put(instant, "would run"));
    return states;
  }

  private Map<Instant, String> submit(List<Instant> due) {
    Map<Instant, String> states = new LinkedHashMap<>();
    if (due.isEmpty()) {
      return states;
    }
    Function<List<Instant>, List<String>> submission =
        schedule.workflow().isPresent() ? workflows() : runs();
    for (int i = 0; i < due.size(); i += BATCH) {
      List<Instant> batch = due.subList(i, Math.min(due.size(), i + BATCH));
      reruns.decide(schedule.name(), batch);
      List<String> done = submission.apply(batch);
      reruns.done(schedule.name(), batch);
      for (int k = 0; k < batch.size(); k++) {
        states.put(batch.get(k), done.get(k));
      }
      if (due.size() > BATCH) {
        console.say("cl: %d of %s submitted", states.size(), Text.count(due.size(), "run"));
      }
    }
    return states;
  }

  private Function<List<Instant>, List<String>> runs() {
    TaskDefinition task = NameLookup.task(site.config(), schedule.task());
    List<Target> targets =
        RunInput.targets(
            site.config(),
            site.monitor().workers(),
            schedule.targets(),
            schedule.runOn(),
            task.name());
    hands.refuseDrained(targets);
    String by = console.submitter().name();
    return batch ->
        hands
            .submit(
                batch.stream()
                    .map(
                        due ->
                            RunRequest.due(schedule, task, due, targets, by)
                                .inLine(site.config().resultsKept()))
                    .toList(),
                site.redis().serverTimeNow())
            .stream()
            .map(PastRuns::state)
            .toList();
  }

  private static String state(SubmittedRun run) {
    if (run.jobs().containsValue(Enqueued.SKIPPED)) {
      return "skipped (overlap): too many wait in line";
    }
    if (run.jobs().containsValue(Enqueued.HELD)) {
      return "in line";
    }
    return run.jobs().containsValue(Enqueued.QUEUED) ? "queued" : "was queued before";
  }

  private Function<List<Instant>, List<String>> workflows() {
    hands.refuseDrainedSteps(schedule.steps());
    return batch ->
        batch.stream()
            .map(
                due -> {
                  hands.start(
                      WorkflowStart.due(site.config(), schedule, due, console.submitter())
                          .inLine());
                  return "started or in line";
                })
            .toList();
  }
}
