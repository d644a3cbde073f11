// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Due instants of a schedule that did not run and shall run now. A due instant becomes one run
 * under its own ID, whoever asks for it and how often. Thread-safe.
 */
public final class Reruns {

  /** Knowledge of a due instant. */
  public enum Known {
    /** It did not run. */
    OPEN,
    /** It has its run. */
    RAN,
    /** It is older than all that is kept. */
    UNKNOWN
  }

  private final Redis redis;
  private final ScheduleStates states;
  private final RunRecords records;
  private final Duration kept;

  /**
   * @param resultsKept how long records of runs stay
   */
  public Reruns(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.states = new ScheduleStates(redis, resultsKept);
    this.records = new RunRecords(redis);
    this.kept = resultsKept;
  }

  /**
   * Tells which due instants did not run. One that was decided to run, but whose run is nowhere,
   * did not: whoever decided has died.
   *
   * @param due oldest first
   * @return in the same order
   */
  public Map<Instant, Known> look(String schedule, Collection<Instant> due) {
    ScheduleState state = states.read(schedule);
    Set<Instant> missed = Set.copyOf(states.missed(schedule, ScheduleStates.MAX_MISSED));
    Instant oldest = redis.serverTimeNow().minus(kept);
    Set<String> ran =
        records
            .findAll(due.stream().map(instant -> RunIds.due(schedule, instant)).toList())
            .keySet();
    Map<Instant, Known> known = new LinkedHashMap<>();
    for (Instant instant : due) {
      boolean isRecorded = ran.contains(RunIds.due(schedule, instant));
      boolean isListed = missed.contains(instant);
      // On the list with a run is one whose jobs were perhaps not all queued.
      known.put(
          instant,
          isRecorded && !isListed
              ? Known.RAN
              : isListed || instant.isAfter(oldest) || neverRan(state, instant)
                  ? Known.OPEN
                  : Known.UNKNOWN);
    }
    return known;
  }

  private static boolean neverRan(ScheduleState state, Instant due) {
    return state.wasPausedAt(due) || state.since().filter(due::isBefore).isPresent();
  }

  /**
   * Decides that due instants run. Repeat it after a failure; then submit their runs.
   *
   * @param due oldest first
   */
  public void decide(String schedule, Collection<Instant> due) {
    List<Object> args = new ArrayList<>(List.of(kept.toMillis(), DecisionScript.MOST));
    due.forEach(instant -> args.addAll(DecisionScript.running(redis, schedule, instant)));
    redis.run(
        "deciding that due instants of " + schedule + " run",
        Script.RERUN,
        List.of(Keys.decided(schedule)),
        args.toArray());
  }

  /** Takes due instants from the list of missed ones, since their jobs are in their queues. */
  public void done(String schedule, Collection<Instant> due) {
    redis.run(
        "taking due instants of " + schedule + " from the missed ones",
        Script.UNMISS,
        List.of(Keys.missed(schedule), Keys.schedule(schedule)),
        due.stream().map(Instant::getEpochSecond).collect(Collectors.toList()).toArray());
  }
}
