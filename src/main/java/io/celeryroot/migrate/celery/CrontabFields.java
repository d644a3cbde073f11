// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.DayWalk;
import io.celeryroot.migrate.Ranges;
import io.celeryroot.migrate.SourceTimes;
import io.celeryroot.migrate.celery.PythonValue.Crontab;
import io.celeryroot.migrate.celery.PythonValue.Items;
import io.celeryroot.migrate.celery.PythonValue.Num;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arguments of a {@code crontab(...)} of Celery, as {@code celery.schedules} reads them: sets
 * of numbers. A day must be in all three of its sets, where cron takes either of two.
 */
record CrontabFields(
    CrontabField minute,
    CrontabField hour,
    CrontabField dayOfMonth,
    CrontabField month,
    CrontabField dayOfWeek) {

  private static final List<String> KNOWN =
      List.of("minute", "hour", "day_of_month", "month_of_year", "day_of_week", "app");

  /**
   * Reads the arguments.
   *
   * @throws UnreadableValue Celery does not read them, or their value is not known
   */
  static CrontabFields of(Crontab crontab) {
    for (Map.Entry<String, PythonValue> field : crontab.fields().entrySet()) {
      if (!KNOWN.contains(field.getKey())) {
        throw new UnreadableValue(
            "celery-crontab",
            "crontab(...) with " + Quote.of(field.getKey()),
            "write the schedule by hand");
      }
    }
    return new CrontabFields(
        field(crontab, "minute", 0, 59),
        field(crontab, "hour", 0, 23),
        field(crontab, "day_of_month", 1, 31),
        field(crontab, "month_of_year", 1, 12),
        field(crontab, "day_of_week", 0, 6));
  }

  private static CrontabField field(Crontab crontab, String name, int low, int high) {
    Optional<PythonValue> value = Optional.ofNullable(crontab.fields().get(name));
    return CrontabField.of(name, low, high, value);
  }

  /** Returns due instants, apart from what is written into cl.yaml. */
  SourceTimes times(ZoneId zone) {
    return new DayWalk(
        day ->
            month.values().get(day.getMonthValue())
                && dayOfMonth.values().get(day.getDayOfMonth())
                && dayOfWeek.values().get(day.getDayOfWeek().getValue() % 7),
        hour.values(),
        minute.values(),
        minute.isStar() || hour.isStar(),
        zone);
  }

  /** Returns true if the days are restricted in both ways. */
  boolean hasBothDays() {
    return !dayOfMonth.isAll() && !dayOfWeek.isAll();
  }

  /** Returns the five fields of cron, the day fields as given. */
  String cron(String dates, String weekdays) {
    return String.join(" ", minute.text(), hour.text(), dates, month.text(), weekdays);
  }

  /**
   * Returns the numbers of the weeks of a month if the days of the month are such weeks: 1 for the
   * days 1 to 7; empty when they are not.
   */
  List<Integer> weeks() {
    BitSet left = (BitSet) dayOfMonth.values().clone();
    List<Integer> weeks = new ArrayList<>();
    for (int week = 1; week <= 5; week++) {
      int from = week * 7 - 6;
      int to = Math.min(31, from + 6) + 1;
      if (left.get(from, to).cardinality() == to - from) {
        weeks.add(week);
        left.clear(from, to);
      }
    }
    return left.isEmpty() ? weeks : List.of();
  }

  /** One argument as a set of numbers. */
  record CrontabField(BitSet values, String text, boolean isAll, boolean isStar) {

    private static final List<String> DAYS =
        List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    static CrontabField of(String name, int low, int high, Optional<PythonValue> value) {
      if (value.isEmpty()) {
        return ofText(name, low, high, "*");
      }
      if (value.get() instanceof Text text) {
        return ofText(name, low, high, text.text().strip());
      }
      if (value.get() instanceof Unknown why) {
        throw why.mistake();
      }
      BitSet values = new BitSet();
      List<PythonValue> numbers =
          value.get() instanceof Items items ? items.items() : List.of(value.get());
      for (PythonValue number : numbers) {
        if (!(number instanceof Num one) || !one.isWhole()) {
          throw new UnreadableValue(
              "celery-crontab",
              name + " is neither a number nor text: " + number.shown(),
              "write numbers or text");
        }
        values.set(checked(name, whole(one), low, high));
      }
      return made(values, low, high, "");
    }

    /** Returns the number; one that is out of every range if it does not fit. */
    private static int whole(Num number) {
      boolean isSmall = number.number().abs().compareTo(BigDecimal.valueOf(100)) < 0;
      return isSmall ? number.number().intValue() : 100;
    }

    private static CrontabField ofText(String name, int low, int high, String text) {
      BitSet values = new BitSet();
      for (String part : text.split(",", -1)) {
        part(name, low, high, part.strip(), values);
      }
      return made(values, low, high, text.toLowerCase(Locale.ROOT));
    }

    private static void part(String name, int low, int high, String part, BitSet values) {
      String[] halves = part.split("/", -1);
      String[] ends = halves[0].split("-", -1);
      boolean isStar = halves[0].equals("*");
      try {
        int from = isStar ? low : checked(name, number(ends[0]), low, high);
        int to = isStar ? high : checked(name, number(ends[ends.length - 1]), low, high);
        int step = halves.length > 1 ? Integer.parseInt(halves[1]) : 1;
        if (halves.length > 2
            || ends.length > 2
            || step < 1
            || (ends.length == 1 && !isStar && halves.length > 1)) {
          throw new NumberFormatException();
        }
        int size = high - low + 1;
        int length = to < from ? to - from + size : to - from;
        for (int i = 0; i <= length; i += step) {
          values.set(low + (from - low + i) % size);
        }
      } catch (NumberFormatException e) {
        throw new UnreadableValue(
            "celery-crontab", "Celery does not read " + name + "=" + Quote.of(part), "correct it");
      }
    }

    private static int number(String text) {
      int day =
          text.length() < 3 ? -1 : DAYS.indexOf(text.substring(0, 3).toLowerCase(Locale.ROOT));
      return day >= 0 ? day : Integer.parseInt(text.strip());
    }

    private static int checked(String name, int number, int low, int high) {
      if (number < low || number > high) {
        throw new UnreadableValue(
            "celery-crontab",
            "%s is %d, Celery takes %d to %d".formatted(name, number, low, high),
            "correct it");
      }
      return number;
    }

    private static CrontabField made(BitSet values, int low, int high, String written) {
      if (values.isEmpty()) {
        throw new UnreadableValue("celery-crontab", "an empty set of times", "correct it");
      }
      boolean isAll = values.cardinality() == high - low + 1;
      boolean isWeekday = high == 6;
      boolean isKept =
          !isWeekday
              && written.matches("\\*/\\d+|\\d+(?:-\\d+(?:/\\d+)?)?(?:,\\d+(?:-\\d+(?:/\\d+)?)?)*")
              && isAscending(written)
              && (!written.startsWith("*/") || values.cardinality() > 1);
      String text =
          isAll
              ? "*"
              : isKept
                  ? written.replaceAll("\\b0+(?=\\d)", "")
                  : Ranges.of(values, value -> shown(value, isWeekday), "-");
      return new CrontabField(values, text, isAll, text.startsWith("*"));
    }

    private static boolean isAscending(String written) {
      for (String part : written.split(",", -1)) {
        String[] ends = part.split("/", -1)[0].split("-", -1);
        if (ends.length == 2 && Integer.parseInt(ends[0]) > Integer.parseInt(ends[1])) {
          return false;
        }
      }
      return true;
    }

    private static String shown(int value, boolean isWeekday) {
      return isWeekday ? DAYS.get(value) : Integer.toString(value);
    }

    /** Returns the weekdays of a month's weeks in cron's words: {@code mon#1}. */
    String inWeeks(List<Integer> weeks) {
      return values.stream()
          .boxed()
          .flatMap(day -> weeks.stream().map(week -> DAYS.get(day) + "#" + week))
          .collect(Collectors.joining(","));
    }

    /** Returns the weekdays as a list of cl.yaml. */
    List<String> weekdays() {
      return values.stream().mapToObj(DAYS::get).toList();
    }
  }
}
