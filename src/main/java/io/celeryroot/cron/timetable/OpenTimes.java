// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The times at which runs may start, by calendars.
 *
 * @param onlyIn runs start only in one of these; empty: at any time
 * @param blackout no run starts in any of these
 * @param runsAfter true: what was due in a closed period runs once when it ends
 */
public record OpenTimes(List<Calendar> onlyIn, List<Calendar> blackout, boolean runsAfter) {

  public static final OpenTimes ALWAYS = new OpenTimes(List.of(), List.of(), false);

  /** A closed period that is longer counts as one that never ends. */
  private static final Duration LONGEST = Duration.ofDays(1500);

  public OpenTimes {
    onlyIn = List.copyOf(onlyIn);
    blackout = List.copyOf(blackout);
  }

  /**
   * A period in which no run starts.
   *
   * @param start first instant
   * @param end first instant after it
   */
  record Closed(Instant start, Instant end) {}

  /** Returns true if runs may start at any time. */
  public boolean isAlways() {
    return onlyIn.isEmpty() && blackout.isEmpty();
  }

  /**
   * The reason why no run starts at an instant.
   *
   * @return such as {@code blackout christmas}; empty: a run may start
   */
  public Optional<String> closedBy(Instant instant) {
    Optional<String> black =
        blackout.stream()
            .filter(calendar -> calendar.contains(instant))
            .findFirst()
            .map(calendar -> "blackout " + calendar.name());
    boolean isIn = onlyIn.isEmpty() || onlyIn.stream().anyMatch(c -> c.contains(instant));
    return black.or(
        () ->
            isIn
                ? Optional.empty()
                : Optional.of(
                    "not in " + String.join(" or ", onlyIn.stream().map(Calendar::name).toList())));
  }

  /** The closed period that holds an instant; empty: it is open, or it never ends. */
  Optional<Closed> closedAt(Instant instant) {
    return closedAt(instant, Instant.MAX);
  }

  /**
   * The closed period that holds an instant, if it ends before another. The farther away that one
   * is, the longer it takes to find the end.
   */
  Optional<Closed> closedAt(Instant instant, Instant before) {
    if (closedBy(instant).isEmpty()) {
      return Optional.empty();
    }
    Instant end = nextEdge(instant);
    while (end.isBefore(before) && closedBy(end).isPresent()) {
      if (Duration.between(instant, end).compareTo(LONGEST) > 0) {
        return Optional.empty();
      }
      end = nextEdge(end);
    }
    if (!end.isBefore(before)) {
      return Optional.empty();
    }
    Instant start = lastEdge(instant);
    while (closedBy(start.minusNanos(1)).isPresent()
        && Duration.between(start, instant).compareTo(LONGEST) < 0) {
      start = lastEdge(start.minusNanos(1));
    }
    return Optional.of(new Closed(start, end));
  }

  private Instant nextEdge(Instant after) {
    return all().map(calendar -> calendar.nextEdge(after)).min(Instant::compareTo).orElseThrow();
  }

  private Instant lastEdge(Instant until) {
    return all().map(calendar -> calendar.lastEdge(until)).max(Instant::compareTo).orElseThrow();
  }

  private Stream<Calendar> all() {
    return Stream.concat(onlyIn.stream(), blackout.stream());
  }

  /**
   * The first due instant at which a run may start.
   *
   * @param after exclusive
   */
  public Optional<Instant> nextOpen(Timetable timetable, Instant after) {
    Optional<Instant> due = timetable.next(after);
    while (due.isPresent() && closedBy(due.get()).isPresent()) {
      Optional<Closed> closed = closedAt(due.get());
      if (closed.isEmpty()) {
        return Optional.empty();
      }
      due = timetable.next(closed.get().end().minusNanos(1));
    }
    return due;
  }
}
