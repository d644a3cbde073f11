// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.text.Printable;
import io.celeryroot.text.Text;
import java.time.Instant;
import java.util.Optional;

/**
 * A pause of a schedule that has begun. One with an end is over at that time, without anybody's
 * doing.
 *
 * @param since start, whole second of the Redis clock
 * @param until first instant that is due again; empty: somebody must resume the schedule
 * @param by person or Beat, such as {@code ann@host1}; empty: not recorded
 * @param why reason in words; empty: none was given
 */
public record Paused(
    Instant since, Optional<Instant> until, Optional<String> by, Optional<String> why) {

  /** Returns true if no person asked for it: a Beat paused the schedule after failures. */
  public boolean isBySchedule() {
    return by.filter(who -> who.startsWith("beat@")).isPresent();
  }

  /** Returns true if its end has come. */
  public boolean isOver(Instant now) {
    return until.filter(end -> !end.isAfter(now)).isPresent();
  }

  /** Returns true if nothing is decided about a due instant now. */
  boolean holdsBack(Instant due) {
    return until.filter(end -> !due.isBefore(end)).isEmpty();
  }

  /** Returns true if the schedule was paused when it was due. */
  public boolean contains(Instant due) {
    return due.isAfter(since) && until.filter(end -> !due.isBefore(end)).isEmpty();
  }

  /** Such as {@code paused until 2026-11-24T02:00:00Z by ann@host1 (new disk)}. */
  public String text() {
    return "paused" + details();
  }

  /** Such as {@code since 2026-11-24T01:00:00Z by ann@host1 (new disk)}. */
  public String origin() {
    return "since " + Text.utc(since) + details();
  }

  private String details() {
    return until.map(end -> " until " + Text.utc(end)).orElse("")
        + by.map(who -> " by " + Printable.line(who)).orElse("")
        + why.map(text -> " (" + Printable.line(text) + ")").orElse("");
  }

  /** The pause as one that has ended. It must have an end. */
  Pause ended() {
    return new Pause(since, until.orElseThrow().minusSeconds(1));
  }
}
