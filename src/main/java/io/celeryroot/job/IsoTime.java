// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as texts, as we and Celery write them. */
public final class IsoTime {

  /** Longest text that is read as a time. */
  private static final int MAX_LENGTH = 64;

  private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

  private static final Pattern OFFSET = Pattern.compile("[+-]\\d\\d:\\d\\d$");

  private static final int FRACTION = 19;
  private static final int NANO_DIGITS = 9;
  private static final int LAST_DAY_OF_EACH_MONTH = 28;

  private IsoTime() {}

  /**
   * Reads a time: Celery writes an offset, or none and means UTC. Years that nobody means are
   * refused, since reckoning with them overflows.
   */
  public static Optional<Instant> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return utc(text)
        .or(() -> other(text))
        .filter(time -> !time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME));
  }

  private static Optional<Instant> other(String text) {
    String iso = text.replace(' ', 'T');
    boolean hasOffset = iso.endsWith("Z") || OFFSET.matcher(iso).find();
    try {
      return Optional.of(
          hasOffset
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Python's {@code isoformat()}; its older {@code fromisoformat()} does not know {@code Z}. */
  static String python(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).toString().replace("Z", "+00:00");
  }

  /**
   * The time in a text such as {@code 2026-11-23T02:00:00.123456Z}. The parser of {@code java.time}
   * takes longer for the times of a job than everything else that is read of it.
   *
   * @return empty: another form, which may still be a time
   */
  static Optional<Instant> utc(String text) {
    int end = text.endsWith("Z") ? text.length() - 1 : text.length() - "+00:00".length();
    if (end < FRACTION || !isUtc(text) || !hasSeparators(text)) {
      return Optional.empty();
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, FRACTION);
    int nanos = nanos(text, end);
    if (!isDate(year, month, day) || !isTime(hour, minute, second) || nanos < 0) {
      return Optional.empty();
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return Optional.of(
        Instant.ofEpochSecond(((days * 24 + hour) * 60 + minute) * 60 + second, nanos));
  }

  private static boolean isUtc(String text) {
    return text.endsWith("Z") || text.endsWith("+00:00");
  }

  private static boolean hasSeparators(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  private static boolean isDate(int year, int month, int day) {
    return year >= 0
        && month >= 1
        && month <= 12
        && day >= 1
        && (day <= LAST_DAY_OF_EACH_MONTH || day <= YearMonth.of(year, month).lengthOfMonth());
  }

  private static boolean isTime(int hour, int minute, int second) {
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  }

  /** The fraction of a second; negative: not one. */
  private static int nanos(String text, int end) {
    if (end == FRACTION) {
      return 0;
    }
    int count = end - FRACTION - 1;
    if (text.charAt(FRACTION) != '.' || count < 1 || count > NANO_DIGITS) {
      return -1;
    }
    int nanos = digits(text, FRACTION + 1, end);
    for (int i = count; i < NANO_DIGITS; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /** A number of ASCII digits; negative: something else stands there. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
