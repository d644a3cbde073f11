// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message that can never be executed.
 *
 * @param target the list it was taken from
 * @param id Celery task id, when it could be read
 * @param task name, when it could be read
 * @param reason why, as a fact
 * @param at when it was put here
 * @param history what happened to it, oldest first
 * @param message the message itself; may hold secrets
 * @param entry as stored
 */
public record DeadLetter(
    Target target,
    Optional<String> id,
    Optional<String> task,
    String reason,
    Instant at,
    List<String> history,
    String message,
    String entry) {

  public DeadLetter {
    history = List.copyOf(history);
  }

  /** Of the role. */
  public String queue() {
    return target.queue();
  }

  @Override
  public String toString() {
    return "dead letter " + id.orElse("without id") + ": " + reason;
  }
}
