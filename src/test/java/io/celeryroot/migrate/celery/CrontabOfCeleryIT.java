// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.migrate.python.Expr;
import io.celeryroot.migrate.python.PythonParser;
import io.celeryroot.migrate.python.Statement;
import io.celeryroot.testing.CeleryPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random crontabs in Celery itself and in our reading of them. */
final class CrontabOfCeleryIT {

  private static final int COUNT = 40;
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Instant NOW = Instant.parse("2026-11-29T04:05:00Z");

  @TempDir Path temp;

  @Test
  void random_crontabs_are_due_when_celery_has_them_due() throws Exception {
    var python = CeleryPython.find();
    assumeTrue(python.isPresent(), "no python3 with the packages celery and redis");
    List<String> calls = calls(150);

    List<String> due = ofCelery(python.get(), calls);

    for (int i = 0; i < calls.size(); i++) {
      assertThat(ours(calls.get(i))).as(calls.get(i)).isEqualTo(due.get(i));
    }
  }

  private List<String> ofCelery(String python, List<String> calls) throws Exception {
    String list = String.join(",\n", calls);
    Path script =
        Files.writeString(
            temp.resolve("due.py"),
            """
            import datetime
            from functools import partial
            import celery.schedules
            from celery import Celery
            app = Celery()
            app.conf.timezone = 'UTC'
            now = [None]
            crontab = partial(celery.schedules.crontab, nowfun=lambda: now[0], app=app)
            for c in [
            %s
            ]:
                now[0] = datetime.datetime(2026, 11, 29, 4, 5, tzinfo=datetime.timezone.utc)
                due = []
                for i in range(%d):
                    now[0] = now[0] + c.remaining_estimate(now[0])
                    due.append(now[0].strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ'))
                print(' '.join(due))
            """
                .formatted(list, COUNT));
    Process process =
        new ProcessBuilder(python, script.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  private static String ours(String call) {
    Statement statement = PythonParser.parse("x = " + call).statements().get(0);
    Expr expression = ((Statement.Assign) statement).value();
    PythonValue crontab = new Evaluator(new Scope("x")).value(expression);
    BeatTime time = BeatTime.of(crontab, UTC);
    List<String> due = time.times().next(NOW, COUNT).stream().map(Instant::toString).toList();
    return String.join(" ", due);
  }

  /** Some days may be in no month; those that Celery would look for in vain are left out. */
  private static List<String> calls(int count) {
    Random random = new Random(20261129);
    List<String> calls = new ArrayList<>();
    while (calls.size() < count) {
      List<String> arguments = new ArrayList<>();
      add(arguments, "minute", field(random, 0, 59), random);
      add(arguments, "hour", field(random, 0, 23), random);
      add(arguments, "day_of_month", field(random, 1, 28), random);
      add(arguments, "month_of_year", field(random, 1, 12), random);
      add(arguments, "day_of_week", weekday(random), random);
      calls.add("crontab(" + String.join(", ", arguments) + ")");
    }
    return calls;
  }

  private static void add(List<String> arguments, String name, String value, Random random) {
    if (random.nextInt(10) < 6) {
      arguments.add(name + "=" + value);
    }
  }

  private static String field(Random random, int low, int high) {
    int a = low + random.nextInt(high - low + 1);
    int b = low + random.nextInt(high - low + 1);
    return switch (random.nextInt(7)) {
      case 0 -> String.valueOf(a);
      case 1 -> "'" + a + "-" + b + "'";
      case 2 -> "'*/" + (1 + random.nextInt(9)) + "'";
      case 3 -> "[" + a + ", " + b + "]";
      case 4 -> "{" + a + ", " + b + "}";
      case 5 -> "'" + Math.min(a, b) + "-" + Math.max(a, b) + "/3," + a + "'";
      default -> "'" + a + "," + b + "'";
    };
  }

  private static String weekday(Random random) {
    List<String> days = List.of("'mon-fri'", "'sun'", "'Monday,thu'", "'fri-mon'", "'6'", "'*/2'");
    return random.nextBoolean() ? field(random, 0, 6) : days.get(random.nextInt(days.size()));
  }
}
