// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.run;

import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.redis.Digits;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ended jobs of a run, counted as they ended.
 *
 * @param counts number of jobs for each outcome that occurred
 * @param longest duration of the longest last attempt; empty: no job has ended
 * @param ended time of the newest end
 */
public record EndCounts(
    Map<Outcome, Integer> counts, Optional<Duration> longest, Optional<Instant> ended) {

  /** The counts of a run of which no job has ended. */
  public static final EndCounts NONE = new EndCounts(Map.of(), Optional.empty(), Optional.empty());

  public EndCounts {
    counts = counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
  }

  /** Number of jobs that have ended. */
  public int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns true if a job ended, but not well. */
  public boolean hasFailed() {
    return counts.keySet().stream().anyMatch(outcome -> outcome.state() != JobState.SUCCESS);
  }

  static EndCounts of(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return NONE;
    }
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      Digits.read(fields.get(outcome.word()))
          .filter(count -> count > 0)
          .ifPresent(count -> counts.put(outcome, (int) Math.min(count, Integer.MAX_VALUE)));
    }
    return new EndCounts(
        counts,
        Digits.read(fields.get("longest")).map(Duration::ofMillis),
        Digits.read(fields.get("ended")).map(Instant::ofEpochMilli));
  }
}
