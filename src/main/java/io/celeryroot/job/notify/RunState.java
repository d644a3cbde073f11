// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import io.celeryroot.config.notify.Event;
import io.celeryroot.job.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as far as people want to know of it.
 *
 * @param id of the run
 * @param schedule empty: run by hand
 * @param task name, or that of a workflow
 * @param due when the schedule was due; empty: run by hand
 * @param submitted Redis server time
 * @param size number of jobs, or of steps
 * @param hasEnded nothing more can happen to it
 * @param hasOk a part of it ended well
 * @param isCancelled a part of it was cancelled
 * @param troubles parts that did not end well, in order
 */
public record RunState(
    String id,
    Optional<String> schedule,
    String task,
    Optional<Instant> due,
    Instant submitted,
    int size,
    boolean hasEnded,
    boolean hasOk,
    boolean isCancelled,
    List<Trouble> troubles) {

  public RunState {
    troubles = List.copyOf(troubles);
  }

  /**
   * The bad end of one part.
   *
   * @param host empty text: it has none
   * @param reason such as {@code failed (exit 1)}
   */
  public record Trouble(Event event, String host, String reason) {}

  /** The event that an outcome is; empty: none. */
  public static Optional<Event> event(Outcome outcome) {
    return switch (outcome) {
      case FAILED, TIMED_OUT -> Optional.of(Event.FAILED);
      case LOST -> Optional.of(Event.LOST);
      case REJECTED -> Optional.of(Event.REJECTED);
      case EXPIRED -> Optional.of(Event.EXPIRED);
      case OK, SKIPPED, CANCELLED -> Optional.empty();
    };
  }

  /** The name under which people know it. */
  public String name() {
    return schedule.orElse(task);
  }

  /** The instant from which it is late. */
  public Instant begin() {
    return due.orElse(submitted);
  }

  /** Returns true if it ended, with something that ran and nothing that went wrong. */
  public boolean isWell() {
    return hasEnded && hasOk && troubles.isEmpty() && !isCancelled;
  }

  /** Returns true if it ended and nothing of it ran. */
  public boolean isSkipped() {
    return hasEnded && !hasOk && troubles.isEmpty() && !isCancelled;
  }

  /** The kinds of trouble, each once. */
  public List<Event> events() {
    return troubles.stream().map(Trouble::event).distinct().toList();
  }
}
