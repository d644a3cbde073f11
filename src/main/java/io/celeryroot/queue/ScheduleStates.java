// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Beats remember of schedules. Safe with any number of Beats; thread-safe. */
public final class ScheduleStates {

  static final int MAX_MISSED = 1000;

  private static final String LAST_DUE = "last_due";
  private static final String CHECKED = "checked_at";
  private static final String PAUSED = "paused";
  private static final String MISSED = "missed";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** The year 9999. */
  private static final long MAX_SECONDS = 253_370_764_800L;

  private final Redis redis;
  private final Duration kept;

  /**
   * @param redis stays the caller's
   * @param resultsKept how long missed due instants stay
   */
  public ScheduleStates(Redis redis, Duration resultsKept) {
    this.redis = redis;
    this.kept = resultsKept;
  }

  /** The state of a schedule, also of one that nobody knows: nothing happened yet. */
  public ScheduleState read(String schedule) {
    Map<String, String> fields =
        redis.call(
            "reading the state of schedule " + schedule, j -> j.hgetAll(Keys.schedule(schedule)));
    return new ScheduleState(
        schedule,
        time(fields, LAST_DUE),
        Optional.ofNullable(fields.get("last_run")),
        number(fields, "runs").orElse(0L),
        number(fields, MISSED).orElse(0L),
        time(fields, PAUSED),
        time(fields, CHECKED));
  }

  /** The states of several schedules, in the given order. */
  public Map<String, ScheduleState> readAll(Collection<String> schedules) {
    Map<String, ScheduleState> states = new LinkedHashMap<>();
    schedules.forEach(schedule -> states.put(schedule, read(schedule)));
    return states;
  }

  /**
   * A due instant was submitted. Only moves forward: an earlier or equal instant changes nothing.
   *
   * @return whether it moved
   */
  public boolean recordDue(String schedule, Instant due, String run) {
    return mark(schedule, LAST_DUE, due, run);
  }

  /**
   * Due instants that will not run; counted once each. Also moves {@code lastDue} forward.
   *
   * @return how many were not recorded before
   */
  public int recordMissed(String schedule, Collection<Instant> due) {
    if (due.isEmpty()) {
      return 0;
    }
    List<Object> args = new ArrayList<>(List.of(kept.toMillis(), MAX_MISSED));
    for (Instant instant : due) {
      args.add(instant.getEpochSecond());
      args.add(instant.toString());
    }
    long fresh =
        (Long)
            redis.call(
                "recording missed due instants of " + schedule,
                j -> Script.MISS.run(j, List.of(Keys.missed(schedule)), args.toArray()));
    if (fresh > 0) {
      redis.call(
          "counting missed due instants of " + schedule,
          j -> j.hincrBy(Keys.schedule(schedule), MISSED, fresh));
    }
    due.stream().max(Instant::compareTo).ifPresent(last -> mark(schedule, LAST_DUE, last, ""));
    return (int) fresh;
  }

  /** All due instants up to {@code until} have been dealt with; only moves forward. */
  public void recordChecked(String schedule, Instant until) {
    mark(schedule, CHECKED, until, "");
  }

  /** The newest missed due instants, newest first. */
  public List<Instant> missed(String schedule, int limit) {
    return redis
        .call(
            "reading missed due instants of " + schedule,
            j -> j.zrevrange(Keys.missed(schedule), 0, limit - 1L))
        .stream()
        .flatMap(text -> Messages.time(text).stream())
        .toList();
  }

  /** Stops a schedule from being due; returns whether it was running before. */
  public boolean pause(String schedule) {
    String now = String.valueOf(redis.serverTime().getEpochSecond());
    return redis.call(
            "pausing schedule " + schedule, j -> j.hsetnx(Keys.schedule(schedule), PAUSED, now))
        == 1;
  }

  /** Lets a schedule be due again; returns whether it was paused before. */
  public boolean resume(String schedule) {
    return redis.call("resuming schedule " + schedule, j -> j.hdel(Keys.schedule(schedule), PAUSED))
        == 1;
  }

  private boolean mark(String schedule, String field, Instant instant, String run) {
    Object moved =
        redis.call(
            "recording a due instant of " + schedule,
            j ->
                Script.MARK.run(
                    j, List.of(Keys.schedule(schedule)), instant.getEpochSecond(), run, field));
    return Long.valueOf(1).equals(moved);
  }

  private static Optional<Instant> time(Map<String, String> fields, String name) {
    return number(fields, name)
        .filter(seconds -> seconds < MAX_SECONDS)
        .map(Instant::ofEpochSecond);
  }

  /** What is no number of ours counts as absent: whoever can write to Redis may have written it. */
  private static Optional<Long> number(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Long::parseLong);
  }
}
