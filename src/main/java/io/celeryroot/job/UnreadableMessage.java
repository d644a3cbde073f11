// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.util.Optional;

/**
 * Thrown for an entry of a queue that is not a job: not Celery's protocol 2 in JSON, or over a
 * limit.
 */
public final class UnreadableMessage extends Exception {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // Optional is not Serializable; nobody serialises this
  private final Optional<String> id;

  UnreadableMessage(String reason, Optional<String> id) {
    super(reason);
    this.id = id;
  }

  /** Why, as a fact. */
  public String reason() {
    return getMessage();
  }

  /** The task id, when that much could be read. */
  public Optional<String> id() {
    return id;
  }
}
