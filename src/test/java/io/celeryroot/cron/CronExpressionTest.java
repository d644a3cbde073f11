// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.timetable.CronTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

  private static final long SEED = Long.getLong("cron.oracle.seed", 20261123);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 3 * * 0        | 0 3 * * 7
          0 3 * * sun      | 0 3 * * SUN
          0 3 * * 1-5      | 0 3 * * Mon-fri
          0 3 * * 5-7      | 0 3 * * fri-sun
          0 3 * * 0-2      | 0 3 * * sun-tue
          0 3 * * 0,5,6    | 0 3 * * 5-7
          0 3 * * 0-7      | 0 3 * * 0-6
          0 3 * * sun-sun  | 0 3 * * 0
          0 3 * * */7      | 0 3 * * */8
          0 3 * 1 *        | 0 3 * JAN *
          0 3 * 1-3 *      | 0 3 * jan-mar *
          */20 3 * * *     | 0-59/20 3 * * *
          1-30/5 3 * * *   | 1,6,11,16,21,26 3 * * *
          */90 3 * * *     | */60 3 * * *
          00 03 * * *      | 0 3 * * *
          0 3 * * mon-0    | 0 3 * * mon-sun
          0 3 * * 6-0      | 0 3 * * sat-sun
          0 3 * * WED#1    | 0 3 * * 3#1
          0 3 l * *        | 0 3 L-0 * *
          0 3 * * 7#2      | 0 3 * * sun#2
          @yearly          | 0 0 1 1 *
          @annually        | 0 0 1 1 *
          @monthly         | 0 0 1 * *
          @weekly          | 0 0 * * 0
          @daily           | 0 0 * * *
          @midnight        | 0 0 * * *
          @hourly          | 0 * * * *
          """)
  void these_say_the_same(String one, String other) {
    CronExpression first = CronExpression.parse(one);
    CronExpression second = CronExpression.parse(other);
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant until = from.plus(Duration.ofDays(400));

    assertThat(new CronTimes(first, ZoneOffset.UTC).between(from, until, 2000))
        .isNotEmpty()
        .isEqualTo(new CronTimes(second, ZoneOffset.UTC).between(from, until, 2000));
    assertThat(first.describe()).isEqualTo(second.describe());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *               | every minute
          */15 * * * *            | every 15 minutes
          5-59/10 * * * *         | every 10 minutes from minute 5
          */7 * * * *             | at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour
          0 * * * *               | every hour
          @hourly                 | every hour
          5 * * * *               | at minute 5 of every hour
          0 */2 * * *             | every 2 hours
          15 1-23/2 * * *         | every 2 hours from 01:15
          * 2 * * *               | every minute from 02:00 to 02:59
          */10 9-17 * * 1-5       | every 10 minutes from 09:00 to 17:50 on Monday to Friday
          0 9-17 * * 1-5          | every hour from 09:00 to 17:00 on Monday to Friday
          */5 2,4 * * *           | every 5 minutes in hours 2 and 4
          7,9,20 1-3,9 * * *      | every day at minutes 7, 9 and 20 of hours 1 to 3 and 9
          0 2 * * *               | every day at 02:00
          0,30 2,14 * * *         | every day at 02:00, 02:30, 14:00 and 14:30
          0 3 * 1,7 *             | every day in January and July at 03:00
          */30 * * 12 *           | every 30 minutes in December
          0 0 1 1 *               | at 00:00 on the 1st of January
          0 3 2,3,11,22-24 * *    | at 03:00 on the 2nd, 3rd, 11th and 22nd to 24th of each month
          0 3 */5 * *             | at 03:00 on every 5th day from the 1st to the 31st of each month
          0 3 * * 1               | at 03:00 on every Monday
          0 3 * 6-8 0,6           | at 03:00 on every Saturday and Sunday in June to August
          30 3 1,15 * 1           | at 03:30 on the 1st and 15th, or on any Monday
          0 0 1 1 1               | at 00:00 on the 1st of January, or on any Monday in January
          0 3 */31,1-7 * fri      | at 03:00 on the 1st to 7th of each month, if that is a Friday
          0 3 1-31 * 1            | every day at 03:00
          0 0 30 2 *              | at 00:00 on the 30th of February, which never comes
          1-59/2 3 * * *          | every 2 minutes from 03:01 to 03:59
          10-20 3 * * *           | every minute from 03:10 to 03:20
          0-20/3 9 * * *          | every 3 minutes from 09:00 to 09:18
          23 0-20/2 * * *         | every 2 hours from 00:23 to 20:23
          */10 22-23,0-3 * * *    | every 10 minutes from 22:00 to 03:50
          */10 22-23,0-3 * * 1    | every 10 minutes in hours 0 to 3, 22 and 23 on every Monday
          0 0 * * 5-7             | at 00:00 on Friday to Sunday
          0 0 * * 0-2             | at 00:00 on Sunday to Tuesday
          0 0 31 2,3 *            | at 00:00 on the 31st of March
          0 0 30 2 mon            | at 00:00 on every Monday in February
          0 0 1-7 * 1-5           | at 00:00 on the 1st to 7th, or on any Monday to Friday
          0 0 */10 * *            | at 00:00 on the 1st, 11th, 21st and 31st of each month
          0 0 L * *               | at 00:00 on the last day of each month
          0 0 L-2 2 *             | at 00:00 on the 2nd day before the last of February
          0 0 LW 1 *              | at 00:00 on the last working day of January
          0 0 1,15W * *           | at 00:00 on the 1st and the working day nearest the 15th of each month
          0 0 * * fri#2           | at 00:00 on the 2nd Friday of each month
          0 0 * 3 friL            | at 00:00 on the last Friday in March
          0 0 * * mon,friL        | at 00:00 on every Monday and the last Friday
          0 0 L * fri#1           | at 00:00 on the last day, or on the 1st Friday
          """)
  void describes_itself_in_plain_words(String cron, String words) {
    assertThat(CronExpression.parse(cron).describe()).isEqualTo(words);
  }

  @Test
  void the_same_description_means_the_same_local_times() {
    RandomCron expressions = new RandomCron(SEED);
    Map<String, List<LocalDateTime>> known = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      CronExpression cron = CronExpression.parse(expressions.next());
      List<LocalDateTime> times = someTimes(cron);

      assertThat(times)
          .as("%s: %s, seed %d", cron, cron.describe(), SEED)
          .isEqualTo(known.getOrDefault(cron.describe(), times));
      known.put(cron.describe(), times);
    }
    assertThat(known).hasSizeLessThan(3000);
  }

  private static List<LocalDateTime> someTimes(CronExpression cron) {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    return new CronTimes(cron, ZoneOffset.UTC)
        .between(from, from.plus(Duration.ofDays(3653)), 80).stream()
            .map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
            .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 30 2 *",
        "0 0 31 2,4,6,9,11 *",
        "0 0 31 4 */2",
        "* * 30-31 feb *",
        "0 0 31W 4 *",
        "0 0 30W 2 *",
        "0 0 L-29 2 *",
        "0 0 LW * */6"
      })
  void an_expression_without_any_day_parses_and_is_never_due(String text) {
    CronExpression cron = CronExpression.parse(text);

    assertThat(cron.isEverDue()).isFalse();
    assertThat(DueInstants.next(cron, ZoneOffset.UTC, Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 29 2 *",
        "0 0 30 2 1",
        "0 0 31 1,2 *",
        "0 0 */29 2 */7",
        "0 0 29W 2 *",
        "0 0 * 2 fri#5"
      })
  void an_expression_with_rare_days_is_due_some_time(String text) {
    CronExpression cron = CronExpression.parse(text);

    assertThat(cron.isEverDue()).isTrue();
    assertThat(DueInstants.next(cron, ZoneOffset.UTC, Instant.EPOCH)).isPresent();
  }

  @Test
  void the_text_is_kept_with_single_blanks() {
    assertThat(CronExpression.parse(" 0\t3  * * Mon \n").text()).isEqualTo("0 3 * * Mon");
    assertThat(CronExpression.parse("@daily").text()).isEqualTo("@daily");
  }

  @Test
  void equal_texts_are_equal_expressions() {
    assertThat(CronExpression.parse("0 3 * * *"))
        .isEqualTo(CronExpression.parse("0  3 * * *"))
        .hasSameHashCodeAs(CronExpression.parse("0  3 * * *"))
        .hasToString("0 3 * * *")
        .isNotEqualTo(CronExpression.parse("00 3 * * *"))
        .isNotEqualTo(CronExpression.parse("0 3 * * 0-6"));
  }
}
