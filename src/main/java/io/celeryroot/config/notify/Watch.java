// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.notify;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a schedule that say who is told of its runs.
 *
 * @param receivers of its {@code notify:}; an empty list: nobody; empty: those of its task, or of
 *     the file
 * @param lateAfter span after the due instant in which a run should have ended well; empty: none
 * @param ping address of a dead-man service; empty: none
 */
public record Watch(
    Optional<List<Receiver>> receivers, Optional<Duration> lateAfter, Optional<Endpoint> ping) {

  /** A schedule that sets none of it. */
  public static final Watch NONE = new Watch(Optional.empty(), Optional.empty(), Optional.empty());

  public Watch {
    receivers = receivers.map(List::copyOf);
  }
}
