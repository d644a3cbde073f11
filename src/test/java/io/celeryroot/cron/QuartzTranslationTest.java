// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.timetable.CronTimes;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we write for Quartz, read by Quartz itself. {@code -Dcron.oracle.rounds} as elsewhere. */
class QuartzTranslationTest {

  private static final int EXPRESSIONS = 400 * Integer.getInteger("cron.oracle.rounds", 1);
  private static final long SEED = Long.getLong("cron.oracle.seed", 20261123);
  private static final int INSTANTS = 60;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *        | 0 0 2 * * ?
          */15 * * * *     | 0 0/15 * * * ?
          0 9-17 * * 1-5   | 0 0 9-17 ? * MON-FRI
          0 3 * * 0        | 0 0 3 ? * SUN
          0 3 * * 7        | 0 0 3 ? * SUN
          0 3 * * 5-7      | 0 0 3 ? * SUN,FRI-SAT
          0 3 1 */3 *      | 0 0 3 1 1/3 ?
          0 3 1-31 * 1     | 0 0 3 * * ?
          0 3 30 2 1       | 0 0 3 ? 2 MON
          @yearly          | 0 0 0 1 1 ?
          0 3 L * *        | 0 0 3 L * ?
          0 3 LW * *       | 0 0 3 LW * ?
          0 3 15W * *      | 0 0 3 15W * ?
          0 3 * * fri#2    | 0 0 3 ? * FRI#2
          0 3 * * 5L       | 0 0 3 ? * FRIL
          0 3 L-3 * *      | 0 0 3 25-28 * ?
          0 3 31W * *      | 0 0 3 29-31 * ?
          0,5 3 15W * *    | 0 0,5 3 13-17 * ?
          0,5 3 LW * *     | 0 0,5 3 26-31 * ?
          """)
  void one_expression_is_enough_when_the_day_fields_do_not_compete(String cron, String quartz) {
    assertThat(CronExpression.parse(cron).toQuartz()).containsExactly(quartz);
  }

  @Test
  void two_restricted_day_fields_become_two_expressions() {
    assertThat(CronExpression.parse("30 3 1,15 * 1").toQuartz())
        .containsExactly("0 30 3 1,15 * ?", "0 30 3 ? * MON");
  }

  @Test
  void movable_days_become_an_expression_each() {
    assertThat(CronExpression.parse("0 3 1,L * fri#2,mon").toQuartz())
        .containsExactly("0 0 3 1 * ?", "0 0 3 L * ?", "0 0 3 ? * MON", "0 0 3 ? * FRI#2");
    assertThat(CronExpression.parse("0 3 31W,1 2 *").toQuartz()).containsExactly("0 0 3 1 2 ?");
  }

  @Test
  void an_expression_that_is_never_due_becomes_none() {
    assertThat(CronExpression.parse("0 0 30 2 *").toQuartz()).isEmpty();
  }

  @Test
  void quartz_fires_more_often_where_it_cannot_ask_for_both_day_fields() throws ParseException {
    CronExpression oddMondays = CronExpression.parse("0 3 */2 * mon");
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant until = Instant.parse("2027-01-01T00:00:00Z");

    Set<Instant> fired = fired(oddMondays.toQuartz(), from, until);

    assertThat(fired).hasSize(52);
    assertThat(fired)
        .filteredOn(instant -> new CronTimes(oddMondays, ZoneOffset.UTC).isDue(instant))
        .containsExactlyElementsOf(
            new CronTimes(oddMondays, ZoneOffset.UTC).between(from, until, 100))
        .hasSize(26);
  }

  @Test
  void in_utc_quartz_fires_at_the_due_instants() throws ParseException {
    RandomCron expressions = new RandomCron(SEED);
    Random random = new Random(SEED);
    for (int i = 0; i < EXPRESSIONS; i++) {
      Instant from =
          Instant.parse("2007-01-01T00:00:00Z").plus(Duration.ofHours(random.nextInt(200_000)));
      fires(CronExpression.parse(expressions.next()), from);
    }
  }

  private static void fires(CronExpression cron, Instant from) throws ParseException {
    List<Instant> due =
        new CronTimes(cron, ZoneOffset.UTC)
            .between(from, from.plus(Duration.ofDays(10 * 366)), INSTANTS);
    Instant until = due.isEmpty() ? from : due.get(due.size() - 1);
    Set<Instant> fired = fired(cron.toQuartz(), from, until);
    String[] fields = cron.text().split(" ", -1);
    boolean isOneStar = fields[2].startsWith("*") || fields[4].startsWith("*");
    boolean isBoth = isOneStar && !fields[2].equals("*") && !fields[4].equals("*");
    boolean isWider = cron.text().matches(".*( |,)(L-\\d+|LW|\\d+W).*");
    if (isBoth || isWider) {
      fired.removeIf(instant -> !new CronTimes(cron, ZoneOffset.UTC).isDue(instant));
    }

    assertThat(fired)
        .as("\"%s\" as %s after %s, seed %d", cron.text(), cron.toQuartz(), from, SEED)
        .containsExactlyElementsOf(due);
  }

  private static Set<Instant> fired(List<String> quartz, Instant after, Instant until)
      throws ParseException {
    Set<Instant> fired = new TreeSet<>();
    for (String text : quartz) {
      var expression = new org.quartz.CronExpression(text);
      expression.setTimeZone(TimeZone.getTimeZone("UTC"));
      Date next = expression.getNextValidTimeAfter(Date.from(after));
      while (next != null && !next.toInstant().isAfter(until)) {
        fired.add(next.toInstant());
        next = expression.getNextValidTimeAfter(next);
      }
    }
    return fired;
  }
}
