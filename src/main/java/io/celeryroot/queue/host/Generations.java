// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.host;

import java.time.Instant;

/**
 * The contexts of one process that beat under one name: one for each file it has read. The process
 * lives since the first of them. Thread-safe.
 */
public final class Generations {

  private Instant first = Instant.MAX;
  private Instant newest = Instant.MIN;

  /**
   * Notes a sign of life of a context.
   *
   * @param started when the context started
   * @return when the first one did
   */
  public synchronized Instant beats(Instant started) {
    first = first.isBefore(started) ? first : started;
    newest = newest.isAfter(started) ? newest : started;
    return first;
  }

  /** The start of the first context that gave a sign of life. */
  public synchronized Instant first() {
    return first;
  }

  /** Returns false if a context that started later has given a sign of life. */
  public synchronized boolean isNewest(Instant started) {
    return !newest.isAfter(started);
  }
}
