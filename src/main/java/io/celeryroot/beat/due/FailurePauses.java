// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.Schedule;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.Pause;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.queue.workflow.WorkflowStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses schedules whose runs fail again and again. Thread-safe. */
final class FailurePauses {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  /** Runs that skipped or expired are among those that are looked through. */
  private static final int LOOKED_THROUGH = 100;

  /** Number of runs in memory, unless a schedule has to look at more. */
  private static final int READ_AT_ONCE = 2000;

  private final ScheduleStates schedules;
  private final SchedulePauses pauses;
  private final String host;
  private final RunRecords runs;
  private final Results results;
  private final WorkflowStates workflows;

  /**
   * @param host of this Beat
   */
  FailurePauses(
      String host,
      ScheduleStates schedules,
      SchedulePauses pauses,
      RunRecords runs,
      Results results,
      WorkflowStates workflows) {
    this.host = host;
    this.schedules = schedules;
    this.pauses = pauses;
    this.runs = runs;
    this.results = results;
    this.workflows = workflows;
  }

  /**
   * Pauses schedules after as many failures in a row as their {@code pause_after} says. Failures
   * before the last pause of a schedule do not count. Asks Redis for all of them at once, and not
   * at all if none has {@code pause_after}.
   *
   * @param at due instant that does not run if its schedule is paused now
   * @return the names of those with {@code pause_after} that are paused now
   */
  Set<String> pause(Collection<Schedule> all, Instant at) {
    List<Schedule> watched =
        all.stream().filter(schedule -> schedule.pauseAfter().isPresent()).toList();
    Set<String> paused = new HashSet<>();
    List<Row> rows = rows(watched, paused);
    judge(rows, Row::limit);
    // One that has gone well ends the row: mostly it is among the newest.
    judge(rows.stream().filter(row -> !row.isOver()).toList(), row -> LOOKED_THROUGH);
    rows.stream()
        .filter(row -> FailureStreak.count(row.verdicts) >= row.limit())
        .forEach(
            row -> {
              pause(row, at);
              paused.add(row.schedule.name());
            });
    return paused;
  }

  /** The newest runs of those that are not paused. */
  private List<Row> rows(List<Schedule> watched, Set<String> paused) {
    // Whoever decides about a schedule whose key is spoiled fails with the name of that key.
    Map<String, ScheduleState> states =
        schedules.readAll(watched.stream().map(Schedule::name).toList(), spoiled -> {});
    states.values().stream()
        .filter(ScheduleState::isPaused)
        .forEach(state -> paused.add(state.name()));
    List<Schedule> running =
        watched.stream()
            .filter(schedule -> states.containsKey(schedule.name()))
            .filter(schedule -> !paused.contains(schedule.name()))
            .toList();
    Map<String, List<Instant>> recent =
        schedules.recentRuns(running.stream().map(Schedule::name).toList(), LOOKED_THROUGH);
    return running.stream()
        .map(
            schedule ->
                new Row(
                    schedule,
                    recent.getOrDefault(schedule.name(), List.of()).stream()
                        .filter(resumed(states.get(schedule.name()))::isBefore)
                        .toList()))
        .toList();
  }

  private static Instant resumed(ScheduleState state) {
    return state.rests().stream().map(Pause::until).max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  /** Judges the next runs of rows. */
  private void judge(List<Row> rows, ToIntFunction<Row> most) {
    Map<Row, List<String>> next = new LinkedHashMap<>();
    int size = 0;
    for (Row row : rows) {
      List<String> ids = row.next(most.applyAsInt(row));
      next.put(row, ids);
      size += ids.size();
      if (size >= READ_AT_ONCE) {
        judge(next);
        next.clear();
        size = 0;
      }
    }
    judge(next);
  }

  private void judge(Map<Row, List<String>> next) {
    Map<String, RunRecord> records =
        runs.findAll(next.values().stream().flatMap(List::stream).toList());
    Map<String, JobResult> found =
        results.findAll(
            records.values().stream()
                .flatMap(record -> record.jobs().stream().map(RunJob::id))
                .toList());
    Map<String, WorkflowState> flows =
        workflows.findAll(
            records.values().stream()
                .filter(record -> !record.steps().isEmpty())
                .map(RunRecord::id)
                .toList());
    next.forEach(
        (row, ids) ->
            ids.stream()
                .map(records::get)
                .filter(Objects::nonNull)
                .map(record -> verdict(record, found, flows))
                .forEach(row.verdicts::add));
  }

  private static FailureStreak.Verdict verdict(
      RunRecord run, Map<String, JobResult> found, Map<String, WorkflowState> flows) {
    if (!run.steps().isEmpty()) {
      return FailureStreak.verdict(Optional.ofNullable(flows.get(run.id())));
    }
    List<JobResult> own =
        run.jobs().stream().map(job -> found.get(job.id())).filter(Objects::nonNull).toList();
    return FailureStreak.verdict(run.jobs().size(), own);
  }

  private void pause(Row row, Instant at) {
    String name = row.schedule.name();
    int failures = FailureStreak.count(row.verdicts);
    String reason = failures == 1 ? "1 failure" : failures + " failures in a row";
    PauseRequest request = new PauseRequest(Optional.empty(), "beat@" + host, Optional.of(reason));
    if (pauses.pauseIfRunning(name, request, at)) {
      LOG.error(
          "schedule {}: paused after {}; when it is mended: cl schedule resume {}",
          name,
          reason,
          name);
    }
  }

  /** The runs of a schedule, newest first, and the verdicts on the first of them. */
  private static final class Row {

    private final Schedule schedule;
    private final List<Instant> due;
    private final List<FailureStreak.Verdict> verdicts = new ArrayList<>();
    private int judged;

    Row(Schedule schedule, List<Instant> due) {
      this.schedule = schedule;
      this.due = due;
    }

    int limit() {
      return schedule.pauseAfter().orElseThrow();
    }

    boolean isOver() {
      return judged == due.size() || verdicts.contains(FailureStreak.Verdict.WELL);
    }

    /** IDs of the next runs. */
    List<String> next(int most) {
      int end = Math.min(due.size(), judged + most);
      List<String> ids =
          due.subList(judged, end).stream()
              .map(instant -> RunIds.due(schedule.name(), instant))
              .toList();
      judged = end;
      return ids;
    }
  }
}
