// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A named set of times. A time belongs to it when its local date, weekday and time of day are among
 * those that are given, and no calendar of {@code not} has it.
 *
 * @param name key under {@code calendars:}
 * @param dates empty: all
 * @param weekdays empty: all
 * @param hours empty: all
 * @param zone whose local times count
 * @param not calendars whose times do not belong to this one
 */
public record Calendar(
    String name,
    List<Dates> dates,
    List<Weekdays> weekdays,
    List<Hours> hours,
    ZoneId zone,
    List<Calendar> not) {

  public Calendar {
    requireNonNull(name, "name");
    requireNonNull(zone, "zone");
    dates = List.copyOf(dates);
    weekdays = List.copyOf(weekdays);
    hours = List.copyOf(hours);
    not = List.copyOf(not);
  }

  /** Tells whether an instant belongs to this calendar. */
  public boolean contains(Instant instant) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    return (dates.isEmpty() || dates.stream().anyMatch(d -> d.contains(local.toLocalDate())))
        && (weekdays.isEmpty() || weekdays.stream().anyMatch(w -> w.contains(local.getDayOfWeek())))
        && (hours.isEmpty() || hours.stream().anyMatch(h -> h.contains(local.toLocalTime())))
        && not.stream().noneMatch(other -> other.contains(instant));
  }

  /** The first instant after a given one at which something may begin or end. */
  Instant nextEdge(Instant after) {
    return Stream.concat(edges(after), not.stream().map(other -> other.nextEdge(after)))
        .filter(after::isBefore)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** The last instant, up to a given one, at which something may begin or end. */
  Instant lastEdge(Instant until) {
    return Stream.concat(edges(until), not.stream().map(other -> other.lastEdge(until)))
        .filter(edge -> !edge.isAfter(until))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /**
   * Midnights, ends of hours and time changes around an instant, each as often as clocks show it.
   */
  private Stream<Instant> edges(Instant around) {
    LocalDate day = LocalDate.ofInstant(around, zone);
    Stream<Instant> ofDays =
        IntStream.rangeClosed(-2, 2)
            .mapToObj(day::plusDays)
            .flatMap(date -> minutes().mapToObj(minute -> date.atStartOfDay().plusMinutes(minute)))
            .flatMap(this::instants);
    return Stream.concat(
        ofDays,
        Stream.of(
                zone.getRules().nextTransition(around),
                zone.getRules().previousTransition(around.plusNanos(1)))
            .filter(change -> change != null)
            .map(ZoneOffsetTransition::getInstant));
  }

  private IntStream minutes() {
    return IntStream.concat(
        IntStream.of(0), hours.stream().flatMapToInt(h -> IntStream.of(h.from(), h.until())));
  }

  private Stream<Instant> instants(LocalDateTime time) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    return offsets.stream().map(time::toInstant);
  }
}
