// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Source;
import io.celeryroot.config.read.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportCommandsTest {

  private static final Instant NOW = Instant.parse("2026-11-29T04:00:00Z");

  @TempDir Path temp;

  @Test
  void the_output_of_crontab_is_that_of_the_user() {
    Cl.Ended ended =
        new Cl(temp)
            .env("LOGNAME", "ann")
            .env("CL_HOSTNAME", "web01.example.com")
            .input("0 3 * * * /usr/bin/true\n")
            .run("config", "import-crontab");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("web01: {hostnames: [web01.example.com]}", "user: ann", "targets: [web01]");
  }

  @Test
  void a_crontab_in_the_spool_is_that_of_its_user() {
    temp.resolve("spool/crontabs").toFile().mkdirs();
    Cl cl = new Cl(temp).file("spool/crontabs/bob", "@daily /usr/bin/true\n");

    assertThat(cl.run("config", "import-crontab", "spool/crontabs").out()).contains("user: bob");
  }

  @Test
  void a_line_whose_user_is_unknown_runs_as_the_worker_and_is_listed() {
    Cl.Ended ended =
        new Cl(temp).file("c", "@daily /usr/bin/true\n").run("config", "import-crontab", "c");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("c:1:1: ", "[crontab-user]", "--user");
    assertThat(ended.out()).doesNotContain("user:");
  }

  @Test
  void a_crontab_in_the_spool_is_read_whatever_its_user_is_called() {
    temp.resolve("spool/crontabs").toFile().mkdirs();
    Cl cl = new Cl(temp).file("spool/crontabs/first.last", "@daily /usr/bin/true\n");

    assertThat(cl.run("config", "import-crontab", "spool/crontabs").out())
        .contains("user: first.last");
  }

  @Test
  void a_file_whose_name_some_crons_leave_out_is_listed() {
    temp.resolve("etc/cron.d").toFile().mkdirs();
    temp.resolve("etc/cron.daily").toFile().mkdirs();
    Cl cl =
        new Cl(temp)
            .file("etc/cron.d/site.cron", "@daily root /usr/bin/true\n")
            .file("etc/cron.d/.placeholder", "")
            .file("etc/cron.d/ntp.rpmsave", "@daily root /usr/bin/true\n")
            .file("etc/cron.daily/clean.sh", "#!/bin/sh\n")
            .file("etc/cron.daily/README.txt", "");
    assertThat(temp.resolve("etc/cron.daily/clean.sh").toFile().setExecutable(true)).isTrue();

    Cl.Ended ended = cl.run("config", "import-crontab", "etc/cron.d", "etc/cron.daily");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("etc/cron.d/site.cron: not read", "etc/cron.daily/clean.sh: not read")
        .endsWith("2 things not carried over\n");
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_line() {
    Cl cl = new Cl(temp).file("c", "\uFEFF@daily /usr/bin/true\r\n");

    assertThat(cl.run("config", "import-crontab", "--user", "ann", "c").exitCode()).isZero();
  }

  @Test
  void blanks_of_a_web_page_in_a_crontab_are_told_as_such() {
    Cl cl = new Cl(temp).file("c", "0 4 * * *\u00a0/usr/bin/true\n");

    assertThat(cl.run("config", "import-crontab", "--user", "ann", "c").err())
        .contains("c:1:1: ", "blanks of another kind");
  }

  @Test
  void two_backslashes_are_told_since_crons_differ() {
    Cl cl = new Cl(temp).file("c", "@daily grep 'a\\\\b' /srv/x\n");

    Cl.Ended ended = cl.run("config", "import-crontab", "--user", "ann", "c");

    assertThat(ended.err()).contains("c:1:1: two backslashes", "[crontab-backslash]");
    assertThat(ended.out()).contains("grep 'a\\\\b' /srv/x");
  }

  @Test
  void an_offset_or_an_abbreviation_is_no_zone_of_hosts() {
    Cl cl = new Cl(temp).file("c", "@daily /usr/bin/true\n");

    Cl.Ended ended = cl.run("config", "import-crontab", "--timezone", "+02:00", "c");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--timezone: an offset", "fix: write the zone of the place");
    assertThat(cl.run("config", "import-crontab", "--timezone", "EST", "c").err())
        .contains("--timezone: an abbreviation", "America/New_York");
    assertThat(cl.run("config", "import-celery", "--timezone", "+02:00", "c").err())
        .contains("--timezone: an offset");
  }

  @Test
  void a_wrong_command_line_imports_nothing() {
    Cl cl = new Cl(temp).file("c", "").file("s.py", "");

    assertThat(exit(cl, "import-crontab", "--host", "web_01=c")).isEqualTo(2);
    assertThat(exit(cl, "import-crontab", "--host", "web01")).isEqualTo(2);
    assertThat(exit(cl, "import-crontab", "--user", "a b", "c")).isEqualTo(2);
    assertThat(exit(cl, "import-crontab", "--timezone", "Nowhere", "c")).isEqualTo(2);
    assertThat(exit(cl, "import-celery")).isEqualTo(2);
    assertThat(exit(cl, "import-celery", "s.py", "--project", "/srv")).isEqualTo(2);
    assertThat(exit(cl, "import-celery", "s.py", "--celery-call", "--project", "x")).isEqualTo(2);
    assertThat(exit(cl, "import-crontab", "none")).isEqualTo(3);
    assertThat(exit(cl, "import-celery", "none.py")).isEqualTo(3);
  }

  @Test
  void a_file_that_cannot_be_imported_is_told_in_words() throws IOException {
    Cl cl = new Cl(temp);
    Files.write(temp.resolve("beat.py"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.createDirectory(temp.resolve("app"));

    assertThat(cl.run("config", "import-celery", "beat.py").err())
        .isEqualTo(
            """
            cl: beat.py: not UTF-8, so not Python source
                fix: name the .py file, and save it as UTF-8
            """);
    assertThat(cl.run("config", "import-celery", "none.py").err())
        .isEqualTo("cl: none.py: no such file\n");
    assertThat(cl.run("config", "import-celery", "app").err())
        .isEqualTo("cl: app: could not be read: Is a directory\n");
  }

  private static int exit(Cl cl, String... args) {
    List<String> all = new java.util.ArrayList<>(List.of("config"));
    all.addAll(List.of(args));
    Cl.Ended ended = cl.run(all.toArray(String[]::new));
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).doesNotContain("defect");
    return ended.exitCode();
  }

  @Test
  void programs_get_the_file_and_the_problems_as_data() {
    Cl cl = new Cl(temp).file("c", "MAILTO=|me\n@daily /usr/bin/true\n");

    String json = cl.run("config", "import-crontab", "--user", "ann", "c", "-o", "json").out();

    assertThat(json).contains("\"config\": \"", "\"rule\": \"crontab-mail\"", "\"line\": 1");
  }

  @Test
  void a_name_that_is_that_of_a_built_in_task_does_not_replace_it() {
    Cl cl = new Cl(temp).file("c", "@daily /usr/bin/uptime\n");

    assertThat(cl.run("config", "import-crontab", "--user", "ann", "c").out())
        .contains("  uptime_2:\n    command: /usr/bin/uptime", "    task: uptime_2");
  }

  @Test
  void a_role_is_never_the_name_of_another_host() {
    Cl cl =
        new Cl(temp)
            .file("a", "@daily /usr/bin/a\n@hourly /usr/bin/both\n")
            .file("b", "@hourly /usr/bin/both\n");

    String out =
        cl.run(
                "config",
                "import-crontab",
                "--user",
                "ann",
                "--host",
                "web=a",
                "--host",
                "web1=b",
                "--host",
                "db=b")
            .out();

    assertThat(out).contains("all: {hostnames: [db, web, web1]}", "targets: [web]");
    assertThat(
            cl.run(
                    "config",
                    "import-crontab",
                    "--host",
                    "web=a",
                    "--host",
                    "web1=a",
                    "--host",
                    "d=b")
                .out())
        .contains("web_hosts: {hostnames: [web, web1]}", "targets: [web_hosts]");
  }

  @Test
  void the_same_line_twice_is_said() {
    Cl cl = new Cl(temp).file("c", "@daily /usr/bin/a\n@daily /usr/bin/a\n");

    Cl.Ended ended = cl.run("config", "import-crontab", "--user", "ann", "c");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("c:2:1: the same line twice");
  }

  @Test
  void a_check_finds_the_first_due_instant_that_differs() {
    ClConfig config =
        ConfigReader.read(
                "cl.yaml",
                """
                workers: {web: {hostnames: [web01]}}
                schedules: {s: {cron: "0 3 * * *", task: ping, targets: [web]}}
                """,
                Map.of(),
                Optional.empty())
            .config()
            .orElseThrow();
    Instant wanted = Instant.parse("2026-11-30T03:00:00Z");

    assertThat(different(config, List.of(Instant.parse("2026-11-29T03:30:00Z"))))
        .hasValue(Instant.parse("2026-11-29T03:30:00Z"));
    assertThat(different(config, List.of(wanted, wanted.plusSeconds(60))))
        .hasValue(wanted.plusSeconds(60));
    assertThat(different(config, List.of(wanted))).hasValue(wanted.plusSeconds(86_400));
    assertThat(different(config, List.of(wanted, wanted.plusSeconds(86_400)))).isEmpty();
  }

  private static Optional<Instant> different(ClConfig config, List<Instant> due) {
    Entry entry =
        new Entry(
            new Source("c", 1, 1),
            List.of(),
            "s",
            new Task("t", Map.of()),
            Map.of(),
            (after, count) -> due);
    return DueComparison.of(entry, config.schedules().get("s"), NOW, 2).different();
  }
}
