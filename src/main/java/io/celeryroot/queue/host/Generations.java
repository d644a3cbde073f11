// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The contexts of one process that beat under one name: one for each file it has read. The process
 * lives since the first of them, and its heartbeat goes with the last. Thread-safe.
 */
public final class Generations {

  private final Set<Instant> live = new LinkedHashSet<>();
  private Optional<Instant> first = Optional.empty();

  /**
   * Notes a sign of life of a context.
   *
   * @param started when the context started, by which it is known
   * @return when the first one did
   */
  public synchronized Instant beats(Instant started) {
    live.add(started);
    first = first.or(() -> Optional.of(started));
    return first.orElseThrow();
  }

  /**
   * Notes the end of a context, and removes the heartbeat if no other context beats. Another one
   * that begins meanwhile waits until it is removed.
   *
   * @param remove removes the heartbeat of a process, which began then
   */
  public synchronized void end(Instant started, Consumer<Instant> remove) {
    if (live.remove(started) && live.isEmpty()) {
      first.ifPresent(remove);
    }
  }
}
