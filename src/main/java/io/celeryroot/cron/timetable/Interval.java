// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import static java.util.Objects.requireNonNull;

import io.celeryroot.cron.Intervals;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Due instants at equal distances.
 *
 * <p>Whole days are days of the zone: each due instant is at the same time of the local clock, and
 * they are counted from the start, or from midnight of 1970-01-01. Any other interval is elapsed
 * time, counted from the start, or from 1970-01-01T00:00 UTC. Nothing is due before the start.
 *
 * @param every as {@link Intervals} allows
 * @param from local time of the first due instant; empty: none is the first
 * @param zone of {@code from} and of whole days
 */
public record Interval(Duration every, Optional<LocalDateTime> from, ZoneId zone)
    implements Timetable {

  static final String WORD = "every ";

  private static final Pattern TEXT = Pattern.compile("every (\\d{1,9})([smhd])(?: from (\\S+))?");
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  public Interval {
    requireNonNull(zone, "zone");
    if (!Intervals.isAllowed(every)) {
      throw new IllegalArgumentException("every " + every);
    }
  }

  static Optional<Interval> parse(String text, ZoneId zone) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> MINUTE;
          case "h" -> HOUR;
          default -> DAY;
        };
    Optional<LocalDateTime> start = Optional.ofNullable(matcher.group(3)).map(LocalTimes::parse);
    return Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)) * unit))
        .filter(Intervals::isAllowed)
        .map(every -> new Interval(every, start, zone));
  }

  @Override
  public Optional<Instant> next(Instant after) {
    Optional<Instant> next = isDays() ? nextDay(after) : nextElapsed(after);
    return next.filter(due -> due.atZone(ZoneOffset.UTC).getYear() <= LocalTimes.LAST_YEAR);
  }

  private boolean isDays() {
    return Intervals.isWholeDays(every);
  }

  private Optional<Instant> nextElapsed(Instant after) {
    Instant start = from.flatMap(time -> LocalTimes.instant(time, zone)).orElse(Instant.EPOCH);
    if (from.isPresent() && after.isBefore(start)) {
      return Optional.of(start);
    }
    long seconds = every.toSeconds();
    long passed = Math.floorDiv(after.getEpochSecond() - start.getEpochSecond(), seconds);
    return Optional.of(start.plusSeconds((passed + 1) * seconds));
  }

  /** Goes back some days first, because local days may be shorter or longer than those of UTC. */
  private Optional<Instant> nextDay(Instant after) {
    LocalDateTime start = from.orElse(LocalDate.EPOCH.atStartOfDay());
    long days = every.toDays();
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    long step = Math.floorDiv(ChronoUnit.DAYS.between(start, local), days) - 1;
    long first = from.isPresent() ? Math.max(step, 0) : step;
    for (long i = first; ; i++) {
      LocalDateTime time = start.plusDays(i * days);
      if (time.getYear() > LocalTimes.LAST_YEAR) {
        return Optional.empty();
      }
      Optional<Instant> due = LocalTimes.instant(time, zone).filter(after::isBefore);
      if (due.isPresent()) {
        return due;
      }
    }
  }

  @Override
  public String text() {
    return WORD
        + Intervals.format(every)
        + from.map(start -> " from " + LocalTimes.format(start)).orElse("");
  }

  @Override
  public String describe() {
    long seconds = every.toSeconds();
    String amount =
        seconds % DAY == 0
            ? amount(seconds / DAY, "day")
            : seconds % HOUR == 0
                ? amount(seconds / HOUR, "hour")
                : seconds % MINUTE == 0
                    ? amount(seconds / MINUTE, "minute")
                    : amount(seconds, "second");
    return "every "
        + amount
        + (isDays() ? " at " + timeOfDay() : "")
        + from.map(start -> ", from " + LocalTimes.format(start).replace('T', ' ')).orElse("");
  }

  private LocalTime timeOfDay() {
    return from.map(LocalDateTime::toLocalTime).orElse(LocalTime.MIDNIGHT);
  }

  private static String amount(long count, String unit) {
    return count == 1 ? unit : count + " " + unit + "s";
  }

  /**
   * Wakes each day at the local time of whole days. Otherwise wakes at the largest distance that is
   * a part of the interval and of a minute, an hour or a day.
   */
  @Override
  public List<String> toQuartz() {
    if (isDays()) {
      LocalTime time = timeOfDay();
      return List.of(
          "%d %d %d * * ?".formatted(time.getSecond(), time.getMinute(), time.getHour()));
    }
    long start =
        from.flatMap(time -> LocalTimes.instant(time, zone)).orElse(Instant.EPOCH).getEpochSecond();
    long ofDay = gcd(every.toSeconds(), DAY);
    if (ofDay % HOUR == 0) {
      long first = Math.floorMod(start, ofDay);
      return List.of(
          "%d %d %s * * ?"
              .formatted(
                  first % MINUTE, first % HOUR / MINUTE, steps(first / HOUR, ofDay / HOUR, 24)));
    }
    long ofHour = gcd(ofDay, HOUR);
    if (ofHour % MINUTE == 0) {
      long first = Math.floorMod(start, ofHour);
      return List.of(
          "%d %s * * * ?".formatted(first % MINUTE, steps(first / MINUTE, ofHour / MINUTE, 60)));
    }
    long ofMinute = gcd(ofHour, MINUTE);
    return List.of("%s * * * * ?".formatted(steps(Math.floorMod(start, ofMinute), ofMinute, 60)));
  }

  private static String steps(long first, long step, long all) {
    return step == 1 ? "*" : step == all ? Long.toString(first) : first + "/" + step;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** UTC for elapsed time, which has no time changes. */
  @Override
  public ZoneId quartzZone() {
    return isDays() ? zone : ZoneId.of("UTC");
  }
}
