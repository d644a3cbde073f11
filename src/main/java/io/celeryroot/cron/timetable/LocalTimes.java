// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron.timetable;

import io.celeryroot.cron.DueInstants;
import io.celeryroot.text.UnreadableValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Local times: as texts, and as instants of a zone. */
public final class LocalTimes {

  /** The last year in which anything is due. */
  static final int LAST_YEAR = 9999;

  private static final Pattern SYNTAX =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:([T ])(\\d{2}:\\d{2}(?::\\d{2})?))?");
  private static final Pattern WITH_OFFSET =
      Pattern.compile("(.*T\\d{2}:\\d{2}(?::\\d{2})?)(?:[.]\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

  private LocalTimes() {}

  /**
   * Reads a date, or a date and a time, such as {@code 2026-12-01} or {@code 2026-12-01T02:00}.
   *
   * @return a whole second; midnight for a date alone
   * @throws UnreadableValue any other text
   */
  public static LocalDateTime parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw mistake(text);
    }
    try {
      LocalDate day = LocalDate.parse(matcher.group(1));
      if (" ".equals(matcher.group(2))) {
        throw new UnreadableValue(
            "time", "a blank before the time", "", Optional.of(text.replace(' ', 'T')));
      }
      return matcher.group(3) == null
          ? day.atStartOfDay()
          : LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(3));
    } catch (DateTimeException e) {
      throw new UnreadableValue("time", "no such time", "write a day and a time that exist");
    }
  }

  private static UnreadableValue mistake(String text) {
    Matcher offset = WITH_OFFSET.matcher(text);
    if (offset.matches() && SYNTAX.matcher(offset.group(1)).matches()) {
      return new UnreadableValue(
          "time",
          "a time with an offset",
          "write the time that clocks show there, "
              + offset.group(1)
              + ", and the zone as timezone");
    }
    return new UnreadableValue(
        "time", "not a date and time", "write a time such as 2026-12-01T02:00");
  }

  /** Writes a time as {@link #parse} reads it; seconds that are 0 are left out. */
  public static String format(LocalDateTime time) {
    return (time.getSecond() == 0 ? MINUTES : SECONDS).format(time);
  }

  /**
   * The instant at which clocks show a time, by the rules of {@link DueInstants}: a time that a
   * change skips is the instant of the change, one that a change repeats is the first of both.
   *
   * @return empty: a correction of the calendar left the time out
   */
  static Optional<Instant> instant(LocalDateTime time, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (!offsets.isEmpty()) {
      return Optional.of(time.toInstant(offsets.get(0)));
    }
    ZoneOffsetTransition gap = zone.getRules().getTransition(time);
    return Optional.of(gap.getInstant())
        .filter(change -> gap.getDuration().compareTo(DueInstants.CORRECTION) < 0);
  }
}
