// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.text.UnreadableValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Wrong expressions whose meaning is known, and what the fix that is given for them means. */
class CronFixesTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  /** A wrong text, and an expression that says the same. */
  private record Wrong(String text, String meant) {}

  private enum Kind {
    QUARTZ_SECONDS,
    QUARTZ_YEAR,
    AWS_YEAR,
    LONG_NAME,
    QUESTION_MARK,
    BACKWARDS_HOURS,
    BACKWARDS_DAYS,
    BACKWARDS_WITH_STEP,
    BACKWARDS_WITH_COUNT,
    START_WITH_STEP,
    LONG_STEP,
    SUNDAY_WITH_STEP,
    ODD_BLANK,
    ODD_SIGN,
    GAP_IN_LIST,
    RANGE_WITH_COUNT
  }

  private static Wrong wrong(Kind kind, long seed) {
    Random random = new Random(seed);
    String minute = "" + random.nextInt(60);
    int hour = 1 + random.nextInt(23);
    int low = random.nextInt(hour);
    int day = 1 + random.nextInt(6);
    String name = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat").get(day);
    String month = chance(random) ? "*" : "3-9";
    return switch (kind) {
      case QUARTZ_SECONDS ->
          new Wrong(
              "0 %s %d ? %s %s".formatted(minute, hour, month, name.toUpperCase(Locale.ROOT)),
              "%s %d * %s %s".formatted(minute, hour, month, name));
      case QUARTZ_YEAR ->
          new Wrong(
              "0 %s %d %d %s ? *".formatted(minute, hour, day, month),
              "%s %d %d %s *".formatted(minute, hour, day, month));
      case AWS_YEAR ->
          chance(random)
              ? new Wrong(
                  "%s %d ? %s %s *".formatted(minute, hour, month, name.toUpperCase(Locale.ROOT)),
                  "%s %d * %s %s".formatted(minute, hour, month, name))
              : new Wrong(
                  "0 %d %d %s ? *".formatted(hour, day, month),
                  "0 %d %d %s *".formatted(hour, day, month));
      case LONG_NAME -> {
        String full =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
                .get(day);
        String count = chance(random) ? "#" + (1 + random.nextInt(4)) : chance(random) ? "L" : "";
        yield new Wrong(
            "%s %d * %s %s".formatted(minute, hour, month, full + count),
            "%s %d * %s %s".formatted(minute, hour, month, day + count));
      }
      case QUESTION_MARK ->
          new Wrong(
              "%s %d ? %s %d".formatted(minute, hour, month, day),
              "%s %d * %s %d".formatted(minute, hour, month, day));
      case BACKWARDS_HOURS ->
          new Wrong(
              "%s %d-%d * %s *".formatted(minute, hour, low, month),
              "%s %s * %s *".formatted(minute, hours(hour, low), month));
      case BACKWARDS_DAYS -> {
        int other = 1 + random.nextInt(day);
        yield day == other
            ? new Wrong(
                "%s %d * * fri-mon".formatted(minute, hour),
                "%s %d * * 5,6,0,1".formatted(minute, hour))
            : new Wrong(
                "%s %d * * %d-%d".formatted(minute, hour, day, other),
                "%s %d * * %s".formatted(minute, hour, days(day, other)));
      }
      case BACKWARDS_WITH_STEP -> {
        int step = 2 + random.nextInt(4);
        yield new Wrong(
            "%s %d-%d/%d * %s *".formatted(minute, hour, low, step, month),
            "%s %s * %s *".formatted(minute, around(24, hour, low, step), month));
      }
      case BACKWARDS_WITH_COUNT -> {
        int other = chance(random) ? 0 : random.nextInt(day);
        String count = chance(random) ? "#" + (1 + random.nextInt(4)) : "L";
        yield new Wrong(
            "%s %d * %s %d-%d%s".formatted(minute, hour, month, day, other, count),
            "%s %d * %s %s"
                .formatted(
                    minute,
                    hour,
                    month,
                    around(7, day, other, 1).replace(",", count + ",") + count));
      }
      case LONG_STEP ->
          new Wrong(
              "%s/%d %d * %s *".formatted(minute, 60 + random.nextInt(40), hour, month),
              "%s %d * %s *".formatted(minute, hour, month));
      case START_WITH_STEP ->
          new Wrong(
              "%s %d/3 * %s *".formatted(minute, low, month),
              "%s %s * %s *".formatted(minute, steps(low, 23, 3), month));
      case SUNDAY_WITH_STEP ->
          new Wrong(
              "%s %d * * 7/2".formatted(minute, hour), "%s %d * * 0,2,4,6".formatted(minute, hour));
      case ODD_SIGN ->
          new Wrong(
              "\u201c%s %d\u2013%d * %s \u2217\u200b\u201d".formatted(minute, low, hour, month),
              "%s %d-%d * %s *".formatted(minute, low, hour, month));
      case ODD_BLANK ->
          new Wrong(
              "%s\u00a0%d * %s %s".formatted(minute, hour, month, name),
              "%s %d * %s %s".formatted(minute, hour, month, name));
      case GAP_IN_LIST ->
          new Wrong(
              "%s, 59 %d * %s *".formatted(minute, hour, month),
              "%s,59 %d * %s *".formatted(minute, hour, month));
      case RANGE_WITH_COUNT ->
          new Wrong(
              "%s %d * %s mon-wed#3".formatted(minute, hour, month),
              "%s %d * %s 1#3,2#3,3#3".formatted(minute, hour, month));
    };
  }

  private static boolean chance(Random random) {
    return random.nextBoolean();
  }

  private static String hours(int from, int to) {
    StringBuilder list = new StringBuilder("" + from);
    for (int hour = (from + 1) % 24; hour != (to + 1) % 24; hour = (hour + 1) % 24) {
      list.append(',').append(hour);
    }
    return list.toString();
  }

  /** Values of a field that begins with 0, over its end. */
  private static String around(int all, int from, int to, int step) {
    StringBuilder list = new StringBuilder("" + from);
    int end = to < from ? to + all : to;
    for (int value = from + step; value <= end; value += step) {
      list.append(',').append(value % all);
    }
    return list.toString();
  }

  private static String days(int from, int to) {
    StringBuilder list = new StringBuilder("" + from);
    for (int day = (from + 1) % 7; day != (to + 1) % 7; day = (day + 1) % 7) {
      list.append(',').append(day);
    }
    return list.toString();
  }

  private static String steps(int from, int to, int step) {
    StringBuilder list = new StringBuilder("" + from);
    for (int value = from + step; value <= to; value += step) {
      list.append(',').append(value);
    }
    return list.toString();
  }

  @Property(tries = 600)
  void a_fix_is_accepted_and_means_the_same(@ForAll Kind kind, @ForAll long seed) {
    Wrong wrong = wrong(kind, seed);

    UnreadableValue mistake = mistakeIn(wrong.text());

    Optional<String> fix = mistake.replacement();
    assertThat(fix).as(wrong.text()).isPresent();
    assertThat(due(fix.get())).as("%s: %s", wrong.text(), fix).isEqualTo(due(wrong.meant()));
    assertThat(mistake.hint()).contains(CronExpression.parse(fix.get()).describe());
    assertThat(CronExpression.parse(fix.get()).doubts()).as(fix.get()).isEmpty();
  }

  @Property(tries = 200)
  void a_zone_in_the_expression_is_kept_in_the_fix(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> zones =
        ZoneId.getAvailableZoneIds().stream().filter(TimeZones::isAccepted).sorted().toList();
    String zone = zones.get(random.nextInt(zones.size()));
    String cron = new RandomCron(seed).next();

    for (String text :
        List.of("CRON_TZ=" + zone + " " + cron, "TZ=" + zone + " " + cron, cron + " " + zone)) {
      assertThat(mistakeIn(text).replacement()).as(text).isEmpty();
      assertThat(mistakeIn(text).hint())
          .contains("write \"" + cron + "\" (", " and timezone: " + zone + " beside it");
    }
  }

  @Property(tries = 200)
  void a_spread_value_is_answered_with_the_splay_of_its_width(@ForAll long seed) {
    Random random = new Random(seed);
    int first = random.nextInt(59);
    int last = first + 1 + random.nextInt(59 - first);
    int hour = random.nextInt(24);
    int width = last - first + 1;
    String splay = "splay: " + (width == 60 ? "1h" : width + "m") + ",";

    for (String text : List.of("H(%d-%d) %d * * *", "%d~%d %d * * *")) {
      assertThat(mistakeIn(text.formatted(first, last, hour)).hint())
          .contains("write \"%d %d * * *\" (".formatted(first, hour), splay);
    }
  }

  @Property(tries = 200)
  void words_of_two_expressions_differ_where_their_due_instants_do(
      @ForAll long one, @ForAll long other) {
    CronExpression first = CronExpression.parse(new RandomCron(one).next());
    CronExpression second = CronExpression.parse(new RandomCron(other).next());

    if (first.describe().equals(second.describe())) {
      assertThat(due(first.text())).isEqualTo(due(second.text()));
    }
  }

  private static UnreadableValue mistakeIn(String text) {
    UnreadableValue mistake =
        catchThrowableOfType(UnreadableValue.class, () -> CronExpression.parse(text));
    assertThat(mistake).as("\"%s\" has a mistake", text).isNotNull();
    return mistake;
  }

  private static List<Instant> due(String text) {
    return new CronTimes(CronExpression.parse(text), ZoneOffset.UTC)
        .between(FROM, FROM.plus(Duration.ofDays(800)), 300);
  }
}
