// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lifetimes of the keys of a job. A key that a job needs to run once outlives the job, however
 * short results are kept.
 *
 * @param ended results, from the end of the job on; {@code redis.results_kept}
 * @param rules tasks whose attempts are known; for others the defaults of cl.yaml are assumed
 */
public record Retention(Duration ended, TaskRules rules) {

  /** A foreign client may name any time. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(366);

  /** The lifetime of keys of a job that has not ended, from its last step on. */
  public Duration open(Job job) {
    return ended.plus(longestWait(job)).plus(rules.longestAttempt(job.task()));
  }

  /** Returns true if a slot that was taken with the job may end before another attempt does. */
  public boolean mayOutliveItsSlot(Job job, int attempt) {
    return job.hasSlot() && (attempt > 1 || rules.longestAttempt(job.task()).compareTo(ended) > 0);
  }

  private static Duration longestWait(Job job) {
    Optional<Instant> last =
        Stream.of(job.eta(), job.expires()).flatMap(Optional::stream).max(Instant::compareTo);
    if (last.isEmpty() || job.submitted().isEmpty()) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(job.submitted().get(), last.get());
    return wait.isNegative() ? Duration.ZERO : min(wait, LONGEST_WAIT);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
