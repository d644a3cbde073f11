// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.Schedule;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.Pause;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses schedules whose runs fail again and again. Thread-safe. */
final class FailurePauses {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.beat");

  /** Runs that skipped or expired are among those that are looked through. */
  private static final int LOOKED_THROUGH = 100;

  private final ScheduleStates schedules;
  private final RunRecords runs;
  private final Results results;

  FailurePauses(ScheduleStates schedules, RunRecords runs, Results results) {
    this.schedules = schedules;
    this.runs = runs;
    this.results = results;
  }

  /**
   * Pauses a schedule after as many failures in a row as its {@code pause_after} says. Failures
   * before its last pause do not count.
   *
   * @return true if it is paused now
   */
  boolean pause(Schedule schedule) {
    if (schedule.pauseAfter().isEmpty()) {
      return false;
    }
    ScheduleState state = schedules.read(schedule.name());
    if (state.isPaused()) {
      return true;
    }
    int limit = schedule.pauseAfter().get();
    int failures = failures(schedule, state);
    if (failures < limit) {
      return false;
    }
    String reason = failures == 1 ? "1 failure" : failures + " failures in a row";
    if (schedules.pause(schedule.name(), Optional.of(reason))) {
      LOG.error(
          "schedule {}: paused after {}; when it is mended: cl schedule resume {}",
          schedule.name(),
          reason,
          schedule.name());
    }
    return true;
  }

  private int failures(Schedule schedule, ScheduleState state) {
    Instant resumed =
        state.rests().stream().map(Pause::until).max(Instant::compareTo).orElse(Instant.EPOCH);
    List<FailureStreak.Verdict> verdicts =
        schedules.recentRuns(schedule.name(), LOOKED_THROUGH).stream()
            .filter(resumed::isBefore)
            .flatMap(due -> runs.find(RunIds.due(schedule.name(), due)).stream())
            .map(this::verdict)
            .toList();
    return FailureStreak.count(verdicts);
  }

  private FailureStreak.Verdict verdict(RunRecord run) {
    Map<String, JobResult> found = results.findAll(run.jobs().stream().map(RunJob::id).toList());
    return FailureStreak.verdict(run.jobs().size(), found.values());
  }
}
