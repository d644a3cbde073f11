// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A time in which a schedule was paused; nothing that was due in it was missed.
 *
 * @param from exclusive
 * @param until inclusive
 */
public record Rest(Instant from, Instant until) {

  public boolean contains(Instant due) {
    return due.isAfter(from) && !due.isAfter(until);
  }

  /** From {@code seconds-seconds}, several with blanks between them. */
  static List<Rest> parse(String text) {
    return Arrays.stream(text.split(" "))
        .filter(rest -> !rest.isEmpty())
        .map(rest -> rest.split("-"))
        .map(ends -> new Rest(second(ends[0]), second(ends[1])))
        .toList();
  }

  private static Instant second(String text) {
    return Instant.ofEpochSecond(Long.parseLong(text));
  }
}
