// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Target;
import java.util.Optional;

/**
 * One job and what has become of it so far.
 *
 * @param id Celery task id
 * @param task name; empty text when nothing says it
 * @param target where it was sent; empty: a foreign client submitted it
 * @param result what is on record; empty: it waits in line
 */
public record JobView(String id, String task, Optional<Target> target, Optional<JobResult> result) {

  public JobView {
    requireNonNull(id, "id");
    requireNonNull(task, "task");
    requireNonNull(target, "target");
    requireNonNull(result, "result");
  }

  public JobState state() {
    return result.map(JobResult::state).orElse(JobState.PENDING);
  }

  public boolean hasEnded() {
    return state().isTerminal();
  }

  /** Whether it ended, and not well. */
  public boolean hasFailed() {
    return hasEnded() && state() != JobState.SUCCESS;
  }

  /** The host it runs or ran on, else the one it was sent to; empty text: any of its role. */
  public String host() {
    return result
        .map(JobResult::host)
        .filter(host -> !host.isEmpty())
        .or(() -> target.flatMap(Target::host))
        .orElse("");
  }

  /** The host it was sent to, or the role; empty text when a foreign client submitted it. */
  public String targetLabel() {
    return target.map(Target::label).orElse("");
  }

  /**
   * {@code waiting}, {@code running}, {@code retrying}, or how it ended: {@code failed (exit 1)}.
   */
  public String word() {
    return switch (state()) {
      case PENDING -> "waiting";
      case STARTED -> "running";
      case RETRY -> "retrying";
      default ->
          result
              .map(JobResult::outcomeText)
              .filter(text -> !text.isEmpty())
              .orElse(hasFailed() ? "failed" : "ok");
    };
  }

  /** The word without what stands in brackets, for counting. */
  public String kind() {
    String word = word();
    int bracket = word.indexOf(" (");
    return bracket < 0 ? word : word.substring(0, bracket);
  }
}
