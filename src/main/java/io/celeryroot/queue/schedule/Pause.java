// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.redis.Digits;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A time in which a schedule was paused; nothing that was due in it was missed.
 *
 * @param from exclusive
 * @param until inclusive
 */
public record Pause(Instant from, Instant until) {

  /** The year 9999. */
  private static final long MAX_SECONDS = 253_370_764_800L;

  public boolean contains(Instant due) {
    return due.isAfter(from) && !due.isAfter(until);
  }

  /**
   * From {@code seconds-seconds}, several with blanks between them. What has another form is left
   * out: whoever can write to Redis may have written it.
   */
  static List<Pause> parse(String text) {
    return Arrays.stream(text.split(" ", -1)).flatMap(rest -> one(rest).stream()).toList();
  }

  private static Optional<Pause> one(String text) {
    String[] ends = text.split("-", -1);
    return ends.length == 2
        ? time(ends[0]).flatMap(from -> time(ends[1]).map(until -> new Pause(from, until)))
        : Optional.empty();
  }

  /** Epoch seconds; empty: not a time that we wrote. */
  static Optional<Instant> time(String text) {
    return Digits.read(text).filter(seconds -> seconds < MAX_SECONDS).map(Instant::ofEpochSecond);
  }
}
