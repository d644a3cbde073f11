// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.fuzz;

import static io.celeryroot.testing.LongFuzz.fuzz;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.condition.Vocabulary;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.cron.CronExpression;
import io.celeryroot.job.CeleryResultCodec;
import io.celeryroot.job.JobRecord;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.celery.CeleryImport;
import io.celeryroot.migrate.crontab.CrontabFile;
import io.celeryroot.migrate.crontab.CrontabImport;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.testing.Mutations;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that reads what others write, apart from HTTP; see {@code HttpFuzzTest}. */
class LongFuzzTest {

  private static final Target TARGET = new Target("web", "q", Optional.of("h1"));

  @Test
  void messages() {
    fuzz("messages", Mutations.corpus("message-"), text -> MessageCodec.read(text, TARGET));
  }

  @Test
  void records() {
    fuzz(
        "records",
        Mutations.corpus("record-"),
        text -> {
          Heartbeat.parse(text);
          RunRecord.parse(text).ifPresent(run -> run.isOf(run));
          JobRecord.of(text.getBytes(UTF_8), Instant.EPOCH).reasonOfDeath();
          CeleryResultCodec.read("a", JsonReader.readObject(text).orElse(Map.of()), "");
        });
  }

  @Test
  void conditions() {
    Vocabulary vocabulary =
        Vocabulary.of(
            TestSite.config("redis://127.0.0.1:1", "workers:\n  web: {hostnames: [web01]}\n"));
    fuzz(
        "conditions",
        List.of(
            "disk_usage(/var) < 80% and not (hour >= 8 or weekday = sun)",
            "last_outcome(ping) = \"timed out\" or file_exists('/a b')",
            "((load < 2.5)) and memory_usage != 10% and disk_free(/) > 1GB"),
        text -> ConditionParser.parse(text, vocabulary));
  }

  @Test
  void cron_expressions() {
    fuzz(
        "cron expressions",
        List.of("*/15 0-6,22 L * mon-fri", "0 2 15W jan,jul *", "H 3 * * fri#2", "@daily"),
        text -> CronExpression.parse(text).describe());
  }

  @Test
  void files() {
    fuzz(
        "files",
        List.of(
            """
            redis: ${R:-redis://localhost}
            workers: &w {web: {hostnames: [web01, "db*"], tasks: ["*", install]}}
            tasks: {t: {command: [echo, "{a}"], params: {a: {pattern: "[a-z]+", dash: true}}}}
            security: {builtins: listed, allow: {packages: [nginx]}}
            schedules: {s: {cron: "0 2 * * *", task: t, targets: [web], params: {a: b}}}
            """),
        text -> ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()));
  }

  @Test
  void crontabs() {
    fuzz(
        "crontabs",
        List.of(
            """
            MAILTO="ops@example.org"
            PATH=/usr/bin:/bin
            */5 * * * * cd /srv && ./run -x "a b" > /dev/null 2>&1 % input
            @reboot /usr/local/bin/start --now
            0 3 1-7 * 0 test $(date +\\%u) -eq 7 && backup
            """),
        text -> CrontabImport.of(List.of(crontab(text)), List.of(), ZoneId.of("Europe/Berlin")));
  }

  @Test
  void celery_files() {
    fuzz(
        "celery files",
        List.of(
            """
            from celery import Celery
            from celery.schedules import crontab, solar
            from datetime import timedelta
            app = Celery("shop", broker="redis://localhost:6379/0")
            app.conf.timezone = "Europe/Berlin"
            QUEUES = {"web": 10, **{"db": 2 * 3}}
            app.conf.beat_schedule = {
                "nightly": {
                    "task": "shop.clean",
                    "schedule": crontab(minute="*/15", hour="0-6,22", day_of_week="mon-fri"),
                    "args": (1, "two", [3.5]), "kwargs": {"deep": True},
                    "options": {"queue": "web", "expires": 60, "priority": 3},
                },
                "often": {"task": "shop.ping", "schedule": timedelta(seconds=30)},
                f"n{1 + 1}": {"task": "shop.sun", "schedule": solar("sunset", -37.8, 144.9)},
            }
            @app.on_after_configure.connect
            def setup(sender, **kwargs):
                sender.add_periodic_task(10.0, clean.s("x"), name="every 10", queue="db")
            """),
        text ->
            CeleryImport.of(
                text,
                new CeleryImport.Origin(
                    "x.py", "beat01", "/x", "x", Optional.empty(), Optional.empty(), false)));
  }

  /** Found by the long form. */
  @Test
  void a_step_of_hundreds_of_digits_in_a_crontab_exceeds_its_field() {
    String text = "*/5" + "1".repeat(400) + " * * * * run\n";

    ImportedSite site =
        CrontabImport.of(List.of(crontab(text)), List.of(), ZoneId.of("Europe/Berlin"));

    assertThat(ClYamlWriter.write(site, Set.of()).text()).contains("run");
  }

  /** Found by the long form: matching recurred once for each character. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "a b", "\\%", "\\a", "$(x)", "'x' ", "\"", "$", "${x}", "x|"})
  void a_line_of_a_crontab_may_be_long(String piece) {
    String text = "*/5 * * * * /bin/run " + piece.repeat(20_000) + "\n";

    ImportedSite site =
        CrontabImport.of(List.of(crontab(text)), List.of(), ZoneId.of("Europe/Berlin"));

    assertThat(ClYamlWriter.write(site, Set.of()).text()).contains("run");
  }

  private static CrontabFile crontab(String text) {
    return new CrontabFile("crontab", text, "web01", Optional.of("ann"), false);
  }
}
