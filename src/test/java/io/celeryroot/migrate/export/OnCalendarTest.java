// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.CronExpression;
import io.celeryroot.cron.timetable.CronTimes;
import io.celeryroot.cron.timetable.Interval;
import io.celeryroot.cron.timetable.Timetable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendar events as systemd reads them, where it is installed; by their form elsewhere. */
final class OnCalendarTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant NOW = Instant.parse("2026-11-29T04:05:06Z");
  private static final int COUNT = 30;
  private static final Pattern ELAPSE =
      Pattern.compile("(?:Next elapse|Iter\\. #\\d+): \\w{3} (\\S+ \\S+) UTC");
  private static final Pattern FORM =
      Pattern.compile(
          "(?:[A-Z][a-z]{2}[A-Za-z,.]* )?\\*-[0-9*,./]+[-~][0-9*,./]+"
              + " [0-9*,./]+:[0-9*,./]+:[0-9*,./]+ [A-Za-z_/]+");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "0 2 * * *",
        "*/5 * * * *",
        "7-59/10 */6 * * *",
        "0,30 9-17 * * mon-fri",
        "0 0 1 * *",
        "0 0 1,15 * fri",
        "0 0 */2 * mon",
        "15 3 29 2 *",
        "0 0 1 1,4,7,10 *",
        "0 5 * * 5-7",
        "0 5 * * sun",
        "5 4 L * *",
        "5 4 L-3 * *",
        "5 4 * * fri#2",
        "5 4 * * mon#1,mon#3",
        "5 4 * * mon#5",
        "5 4 * 2,6 friL",
        "5 4 13,L * friL",
        "@daily",
        "@weekly",
        "@monthly",
        "@yearly",
        "@hourly"
      })
  void systemd_is_due_when_the_expression_is(String cron) throws Exception {
    check(new CronTimes(CronExpression.parse(cron), UTC));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20, 30, 60, 300, 1800, 3600, 7200, 43_200, 86_400, 604_800})
  void systemd_is_due_when_the_interval_is(long seconds) throws Exception {
    check(new Interval(Duration.ofSeconds(seconds), Optional.empty(), UTC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 4 15W * *", "5 4 LW * *", "5 4 */2 * mon#1"})
  void times_that_systemd_does_not_know_have_no_event(String cron) {
    assertThat(OnCalendar.of(new CronTimes(CronExpression.parse(cron), UTC))).isEmpty();
  }

  private static void check(Timetable timetable) throws Exception {
    List<String> events = OnCalendar.of(timetable);
    assertThat(events).isNotEmpty().allMatch(event -> FORM.matcher(event).matches());
    if (Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
      TreeSet<Instant> due = new TreeSet<>();
      for (String event : events) {
        due.addAll(elapses(event));
      }
      assertThat(due.stream().limit(COUNT).toList())
          .as(events.toString())
          .isEqualTo(timetable.between(NOW, Instant.parse("2999-01-01T00:00:00Z"), COUNT));
    }
  }

  private static List<Instant> elapses(String event) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "/usr/bin/systemd-analyze",
            "calendar",
            "--iterations=" + COUNT,
            "--base-time=2026-11-29 04:05:06 UTC",
            event);
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    Matcher elapse = ELAPSE.matcher(said);
    DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    return elapse
        .results()
        .map(found -> LocalDateTime.parse(found.group(1), form).toInstant(ZoneOffset.UTC))
        .toList();
  }
}
