// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.view.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandsTest {

  private static final Terminal ASKING = new Terminal(false, false, true, 0, false);

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE);
  }

  @Test
  void init_writes_a_file_that_is_valid() {
    Cl cl = new Cl(directory);

    assertThat(cl.run("config", "init").exitCode()).isZero();
    assertThat(cl.run("config", "validate").exitCode()).isZero();
    assertThat(cl.run("schedule", "next").out()).contains("security_updates");
  }

  @Test
  void init_never_replaces_a_file_without_force() throws IOException {
    Cl cl = new Cl(directory).file("cl.yaml", "mine");

    assertThat(cl.run("config", "init").exitCode()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("cl.yaml"))).isEqualTo("mine");
    assertThat(cl.run("config", "init", "--force").exitCode()).isZero();
  }

  @Test
  void init_writes_the_schema_for_editors_beside_the_file() throws IOException {
    Cl.Ended ended = new Cl(directory).run("-c", "site.yaml", "config", "init");

    assertThat(ended.out()).contains("site.yaml and ", "cl.schema.json");
    assertThat(Files.readString(directory.resolve("cl.schema.json")))
        .isEqualTo(Files.readString(Path.of("docs/cl.schema.json")));
  }

  @Test
  void init_never_replaces_another_schema_without_force() throws IOException {
    Cl cl = new Cl(directory).file("cl.schema.json", "mine");

    Cl.Ended kept = cl.run("config", "init");
    String before = Files.readString(directory.resolve("cl.schema.json"));
    cl.run("config", "init", "--force");

    assertThat(kept.exitCode()).isZero();
    assertThat(kept.err()).contains("cl.schema.json differs and is kept");
    assertThat(before).isEqualTo("mine");
    assertThat(Files.readString(directory.resolve("cl.schema.json"))).contains("properties");
  }

  @Test
  void validate_says_in_one_line_what_was_found() {
    assertThat(cl().run("config", "validate").out())
        .isEqualTo(
            directory.resolve("cl.yaml") + ": valid; 2 roles, 0 tasks of its own, 1 schedule\n");
  }

  @Test
  void strict_validation_tells_what_whoever_writes_to_redis_may_run_and_how_to_close_it() {
    Cl open = cl();
    String told = open.run("config", "validate", "--strict").out();
    String closed =
        cl().file("cl.yaml", Cl.SAMPLE + "\nsecurity: {builtins: listed}\n")
            .run("config", "validate", "--strict")
            .out();

    assertThat(told)
        .contains(
            "role webserver: whoever may write to Redis may run there: backup_database, install,",
            "fix: write \"security: {builtins: listed}\"");
    assertThat(closed).contains("valid;").doesNotContain("whoever");
    assertThat(open.run("config", "validate", "-o", "json").out()).contains("\"builtins\"");
  }

  @Test
  void the_first_file_leaves_what_changes_a_host_to_roles_that_name_it() {
    Cl cl = new Cl(directory);
    cl.run("config", "init");

    assertThat(cl.run("config", "show").out()).contains("builtins: listed");
    assertThat(cl.run("config", "validate", "--strict").out())
        .contains("valid;")
        .doesNotContain("whoever");
  }

  @Test
  void validate_prints_all_mistakes_and_their_number() {
    String broken = Cl.SAMPLE.replace("0 2 * * *", "0 2 * *").replace("targets:", "target:");

    Cl.Ended ended = cl().file("cl.yaml", broken).run("config", "validate");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out())
        .contains("[cron-fields]", "[unknown-key]")
        .containsPattern("(?m)^[2-9] problems$");
  }

  @Test
  void validate_warns_of_a_step_that_exceeds_its_field_and_refuses_it_when_strict() {
    Cl cl = cl().file("cl.yaml", Cl.SAMPLE.replace("0 2 * * *", "*/61 2 * * *"));

    Cl.Ended warned = cl.run("config", "validate");
    Cl.Ended refused = cl.run("config", "validate", "--strict");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains("step 61 exceeds the minutes, so of these it chooses 0 only", "cl.yaml: valid;")
        .contains("it is due every day at 02:00; for every 61 minutes write every: 61m")
        .contains("1 warning\n");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).contains("[cron-step-long]", "1 problem").doesNotContain("valid;");
    assertThat(cl().run("config", "validate", "--strict").exitCode()).isZero();
  }

  @Test
  void validate_warns_of_words_that_only_a_shell_would_read() {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        tasks:
          save: {command: [tar, czf, "--to=$BACKUPS", /srv]}
          home: {command: [~/bin/report]}
          both: {command: [sh, -c, "$HOME/run > log"]}
        """;

    Cl.Ended warned = new Cl(directory).file("cl.yaml", text).run("config", "validate");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains(
            "cl.yaml:3:31: tasks.save.command[2]: no shell reads this variable: \"--to=$BACKUPS\"")
        .contains("use \"script:\" in place of \"command:\", if it is not meant as it stands")
        .contains("cl.yaml:4:20: tasks.home.command[0]: no shell reads this home directory")
        .contains("2 warnings");
  }

  @Test
  void validate_warns_of_a_path_that_only_a_shell_would_fill_in_and_shows_no_value() {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        defaults: {tasks: {env: {PATH: "/opt/s3cret:$PATH"}}}
        tasks:
          a: {command: [a], env: {PYTHONPATH: "$PYTHONPATH:/x", PERL5LIB: $HOME/perl}}
          b: {command: [b], env: {PATH: "/opt/bin:${PATH:-/bin}", TOKEN: "$PASS:", PRICE: "5$HOME"}}
        """;

    Cl.Ended warned = new Cl(directory).file("cl.yaml", text).run("config", "validate");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains("cl.yaml:2:33: defaults.tasks.env.PATH: no shell fills in $PATH here [env-shell]")
        .contains("write ${PATH} for the value that the worker was started with")
        .contains("tasks.a.env.PYTHONPATH: no shell", "tasks.a.env.PERL5LIB: no shell")
        .contains("3 warnings")
        .doesNotContain("s3cret");
  }

  @Test
  void validate_warns_of_a_role_that_hides_a_host_of_its_name() {
    String text =
        """
        workers:
          db1: {hostnames: [db1, db2]}
          web1: {hostnames: [web2]}
          all: {hostnames: [db1, "web[1-02]"]}
        """;

    Cl.Ended warned = new Cl(directory).file("cl.yaml", text).run("config", "validate");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains("cl.yaml:3:3: workers.web1: also the name of a host, in role \"all\" [role-name]")
        .contains("as a target it is the role, so the host cannot be one; rename the role")
        .contains("1 warning\n");
  }

  @Test
  void validate_warns_of_hosts_that_differ_by_case_only() {
    String text =
        """
        workers:
          web: {hostnames: [web01, web02, WEB01, Web02]}
          same: {hostnames: [web01]}
          range: {hostnames: ["WEB[01-02]"]}
        """;

    Cl.Ended warned = new Cl(directory).file("cl.yaml", text).run("config", "validate");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains(
            "cl.yaml:2:35: workers.web.hostnames[2]: host \"WEB01\" is also written \"web01\"")
        .contains("write both alike, as hostname(1) says it there")
        .contains("cl.yaml:4:3: workers.range: host \"WEB01\" is also written \"web01\"")
        .contains("2 warnings\n");
  }

  @Test
  void validate_warns_of_a_splay_that_is_longer_than_the_time_between_two_runs() {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        schedules:
          often: {every: 5m, splay: 10m, task: ping, targets: [web]}
          waits: {every: 5m, splay: 10m, overlap: queue, task: ping, targets: [web]}
          never: {cron: "0 * * * *", splay: 2h, overlap: replace, task: ping, targets: [web]}
          fits: {cron: "0 * * * *", splay: 1h, task: ping, targets: [web]}
        """;

    Cl.Ended warned = new Cl(directory).file("cl.yaml", text).run("config", "validate");

    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out())
        .contains("cl.yaml:3:29: schedules.often.splay: it may be due again 5m after a due instant")
        .contains("such a host skips the next run; write a shorter splay, or overlap: queue")
        .contains("schedules.never.splay: it may be due again 1h after a due instant")
        .contains("such a host never starts; write a shorter splay")
        .contains("2 warnings");
  }

  @Test
  void waves_of_a_role_that_gets_one_job_are_warned_of() {
    String text =
        """
        workers: {web: {hostnames: [web01, web02]}}
        tasks: {tick: {command: ["true"]}}
        schedules:
          one: {cron: '0 4 * * *', task: tick, targets: [web], batch: 1, run_on: any}
          two: {cron: '0 4 * * *', tasks: [{task: tick, targets: [web], batch: "50%", run_on: any}]}
          good: {cron: '0 4 * * *', task: tick, targets: [web], batch: 1}
        """;
    Cl cl = new Cl(directory).file("cl.yaml", text);

    assertThat(cl.run("config", "validate").exitCode()).isZero();
    Cl.Ended strict = cl.run("config", "validate", "--strict");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.out())
        .contains("cl.yaml:4:", "cl.yaml:5:", "write run_on: all")
        .doesNotContain("cl.yaml:6:");
  }

  @Test
  void validate_takes_several_files_and_tells_the_worst() {
    Cl cl = cl().file("b.yaml", Cl.SAMPLE.replace("cron:", "corn:"));

    assertThat(cl.run("config", "validate", "cl.yaml", "b.yaml").exitCode()).isEqualTo(1);
    assertThat(cl.run("config", "validate", "cl.yaml", "none.yaml").exitCode()).isEqualTo(3);
  }

  @Test
  void validate_as_json_gives_each_mistake_as_data() {
    Cl cl = cl().file("cl.yaml", Cl.SAMPLE.replace("cron:", "corn:"));

    assertThat(cl.run("config", "validate", "-o", "json").out())
        .contains("\"valid\": false", "\"line\": 12", "\"rule\": \"unknown-key\"");
  }

  @Test
  void what_show_prints_means_the_same_config() {
    String shown = cl().run("config", "show").out();

    assertThat(FileKeys.show(read(shown))).isEqualTo(FileKeys.show(read(Cl.SAMPLE)));
  }

  private static ClConfig read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  @Test
  void show_prints_no_secret() {
    String secrets =
        """
        redis: redis://:hunter2@localhost/0
        workers: {web: {hostnames: [web01]}}
        tasks:
          login:
            command: [login, "{password}"]
            params: {password: {secret: true, default: hunter2}}
            env: {TOKEN: hunter2}
        schedules:
          nightly:
            {cron: "@daily", task: login, targets: [web], params: {password: hunter2}}
        """;

    assertThat(cl().file("cl.yaml", secrets).run("config", "show").out())
        .contains("***")
        .doesNotContain("hunter2");
  }

  @Test
  void workers_and_schedules_are_listed_from_the_file_alone() {
    assertThat(cl().run("config", "workers").out())
        .contains("webserver  webserver01, webserver02  webserver_tasks  all");
    assertThat(cl().run("config", "schedules").out())
        .contains("2026-11-24T02:00:00Z", "every day at 02:00");
  }

  @Test
  void edit_replaces_the_file_and_keeps_its_mode_and_a_backup() throws IOException {
    Path file = directory.resolve("cl.yaml");
    Cl cl = cl().env("EDITOR", "sed -i 's/0 2 /0 3 /'");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    Cl.Ended ended = cl.run("config", "edit");

    assertThat(ended.exitCode()).isZero();
    assertThat(Files.readString(file)).contains("0 3 * * *");
    assertThat(Files.readString(directory.resolve("cl.yaml~"))).isEqualTo(Cl.SAMPLE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(names()).containsExactly("cl.yaml", "cl.yaml~");
  }

  @Test
  void edit_leaves_the_file_when_the_new_one_has_mistakes() throws IOException {
    Cl cl = cl().env("VISUAL", "sed -i 's/cron:/corn:/'").terminal(ASKING).input("n\n");

    Cl.Ended ended = cl.run("config", "edit");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("unknown key \"corn\"", "Open it again?", "is kept; the edit is in");
    assertThat(Files.readString(directory.resolve("cl.yaml"))).isEqualTo(Cl.SAMPLE);
  }

  @Test
  void edit_opens_again_what_has_mistakes() throws IOException {
    // The first edit breaks the key, the second mends it.
    String editor = "sed -i -e 's/cron:/corn:/;t' -e 's/corn:/cron: /'";
    Cl cl = cl().env("EDITOR", editor).terminal(ASKING).input("\n");

    assertThat(cl.run("config", "edit").exitCode()).isZero();
    assertThat(Files.readString(directory.resolve("cl.yaml"))).contains("cron:  \"0 2");
  }

  @Test
  void edit_that_changes_nothing_leaves_nothing_behind() throws IOException {
    assertThat(cl().env("EDITOR", "true").run("config", "edit").exitCode()).isZero();
    assertThat(names()).containsExactly("cl.yaml");
  }

  private Cl withPart() throws IOException {
    Cl cl = new Cl(directory);
    Files.createDirectory(directory.resolve("conf.d"));
    cl.file("cl.yaml", "workers: {web: {hostnames: [web01]}}\ninclude: [conf.d/*.yaml]\n");
    cl.file("conf.d/a.yaml", "schedules: {a: {cron: '0 2 * * *', task: ping, targets: [web]}}\n");
    return cl;
  }

  @Test
  void edit_checks_an_included_file_as_a_part_of_the_file_beside_or_above_it() throws IOException {
    Cl cl = withPart().env("EDITOR", "sed -i 's/0 2 /0 3 /'");
    String part = directory.resolve("conf.d/a.yaml").toString();

    Cl.Ended ended = cl.run("config", "edit", "-c", part);

    assertThat(ended.err()).contains("valid as a part of", "cl.yaml and in place");
    assertThat(Path.of(part)).content().contains("0 3 * * *");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void edit_refuses_an_included_file_that_does_not_fit_the_file_that_includes_it()
      throws IOException {
    Cl cl = withPart().env("EDITOR", "sed -i 's/.web./[gone]/'");

    Cl.Ended ended = cl.run("config", "edit", "-c", "conf.d/a.yaml");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains("a.yaml:1:", "no role or host \"gone\"")
        .doesNotContain("no key \"workers\"", "checked alone");
    assertThat(directory.resolve("conf.d/a.yaml")).content().contains("[web]");
  }

  @Test
  void edit_accepts_a_file_when_only_other_files_have_mistakes_and_had_them() throws IOException {
    Cl cl = withPart().file("conf.d/b.yaml", "schedules: {b: {corn: x}}\n");
    Cl editing = cl.env("EDITOR", "sed -i 's/0 2 /0 3 /'");

    Cl.Ended ended = editing.run("config", "edit", "-c", "conf.d/a.yaml");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("b.yaml:1:", "a.yaml: without mistakes, those in other files are as before,")
        .doesNotContain("a.yaml:1:");
    assertThat(directory.resolve("conf.d/a.yaml")).content().contains("0 3 ");
    assertThat(
            cl.env("EDITOR", "sed -i 's/0 3 /0 99 /'")
                .run("config", "edit", "-c", "conf.d/a.yaml")
                .exitCode())
        .isEqualTo(1);
    assertThat(cl.env("EDITOR", "sed -i 's/web:/db:/'").run("config", "edit").exitCode())
        .as("a mistake in the other files that is new")
        .isEqualTo(1);
  }

  @Test
  void edit_says_that_a_part_of_a_file_in_another_place_was_checked_alone() throws IOException {
    Path far = Files.createDirectories(directory.resolve("far/away/down"));
    Path main =
        Files.writeString(
            directory.resolve("main.yaml"),
            "workers: {web: {hostnames: [web01]}}\ninclude: [far/away/down/*.yaml]\n");
    Files.writeString(
        far.resolve("a.yaml"), "schedules: {a: {cron: '0 2 * * *', task: ping, targets: [web]}}");
    String[] edit = {"config", "edit", "-c", "far/away/down/a.yaml"};
    Cl cl = new Cl(directory).env("EDITOR", "sed -i 's/0 2 /0 3 /'");

    assertThat(cl.run(edit).err())
        .contains("a.yaml was checked alone; if a file includes it: CL_CONFIG=FILE cl config edit");
    assertThat(cl.env("CL_CONFIG", main.toString()).run(edit).exitCode()).isZero();
  }

  @Test
  void a_file_that_is_there_and_cannot_be_read_is_not_told_as_missing() throws IOException {
    Files.createSymbolicLink(directory.resolve("loop.yaml"), Path.of("loop.yaml"));
    Cl cl = cl().env("EDITOR", "true");

    Cl.Ended validated = cl.run("config", "validate", "loop.yaml");
    Cl.Ended edited = cl.run("config", "edit", "-c", "loop.yaml");

    assertThat(validated.exitCode()).isEqualTo(3);
    assertThat(validated.err()).contains("loop.yaml: could not be read: ");
    assertThat(edited.exitCode()).isEqualTo(3);
    assertThat(edited.err()).contains("loop.yaml: could not be read: ").doesNotContain("defect");
  }

  @Test
  void edit_says_where_it_may_not_write() {
    Cl.Ended edited = cl().env("EDITOR", "true").run("config", "edit", "-c", "/proc/version");

    assertThat(edited.exitCode()).isEqualTo(3);
    assertThat(edited.err()).startsWith("cl: /proc/version: could not be written: ");
  }

  @Test
  void edit_goes_through_a_symbolic_link() throws IOException {
    cl();
    Files.move(directory.resolve("cl.yaml"), directory.resolve("real.yaml"));
    Path link = Files.createSymbolicLink(directory.resolve("cl.yaml"), Path.of("real.yaml"));

    new Cl(directory).env("EDITOR", "sed -i 's/0 2 /0 3 /'").run("config", "edit");

    assertThat(link).isSymbolicLink().content().contains("0 3 * * *");
  }

  @Test
  void edit_writes_through_no_link_that_somebody_put_where_the_old_file_goes() throws IOException {
    cl();
    Path other = Files.writeString(directory.resolve("other"), "mine");
    Files.createSymbolicLink(directory.resolve("cl.yaml~"), other);

    cl().env("EDITOR", "sed -i 's/0 2 /0 3 /'").run("config", "edit");

    assertThat(other).hasContent("mine");
    assertThat(directory.resolve("cl.yaml~")).isRegularFile().content().contains("0 2 * * *");
    assertThat(directory.resolve("cl.yaml")).content().contains("0 3 * * *");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
