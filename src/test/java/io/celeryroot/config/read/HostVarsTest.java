// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.text.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostVarsTest {

  private static final String ROLES =
      """
      workers:
        web:
          hostnames: ["web[01-12]", "extra-*"]
          vars:
            web01: {rack: a1}
            web[01-06]: {rack: a2, dc: fra}
            "*": {dc: ber, port: 80}
        db: {hostnames: [db1, web01], vars: {web01: {rack: z, disk: sda}}}
      """;

  private static final String TASKS =
      """
      tasks:
        copy:
          command: [rsync, "{path}", "{host.dc}:/srv"]
          params: {path: {default: "/{host.dc}", pattern: "/[a-z]+"}}
        say: {command: [echo, "{text}"], params: {text: {choices: [a1, a2]}}}
      """;

  @TempDir Path directory;

  private static ReadResult read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
  }

  private static ReadResult schedule(String keys) {
    return read(ROLES + TASKS + "schedules:\n  s: {cron: '0 2 * * *', " + keys + "}\n");
  }

  private static List<String> problems(ReadResult result) {
    return result.problems().stream()
        .map(problem -> problem.rule() + ": " + problem.message())
        .toList();
  }

  @Test
  void the_first_entry_that_has_a_variable_for_a_host_counts() {
    ClConfig config = read(ROLES).config().orElseThrow();

    assertThat(config.varsOf("web01"))
        .isEqualTo(Map.of("rack", "a1", "dc", "fra", "port", "80", "disk", "sda"));
    assertThat(config.varsOf("web06")).isEqualTo(Map.of("rack", "a2", "dc", "fra", "port", "80"));
    assertThat(config.varsOf("extra-9")).isEqualTo(Map.of("dc", "ber", "port", "80"));
    assertThat(config.varsOf("db1")).isEmpty();
    assertThat(config.varsOf("nobody")).isEmpty();
  }

  @Test
  void what_is_shown_reads_as_the_same_variables() {
    ClConfig config = read(ROLES).config().orElseThrow();

    String shown = Yaml.write(FileKeys.show(config));

    assertThat(read(shown).config().orElseThrow().roles().get("web").vars())
        .isEqualTo(config.roles().get("web").vars());
  }

  @Test
  void a_name_that_is_not_in_the_role_is_told() {
    assertThat(problems(read("workers: {web: {hostnames: [web01], vars: {web02: {a: b}}}}\n")))
        .containsExactly("unknown-name: no host \"web02\" in the role");
    assertThat(problems(read("workers: {web: {hostnames: [web01], vars: {'db*': {a: b}}}}\n")))
        .containsExactly("unknown-name: no host \"db*\" in the role");
    assertThat(
            problems(
                read(
                    "workers: {web: {hostnames: ['web[01-03]'], vars: {'web[02-05]': {a: b}}}}\n")))
        .containsExactly("unknown-name: no host \"web04\" in the role");
  }

  @Test
  void variables_that_all_targets_have_are_accepted() {
    assertThat(problems(schedule("task: copy, targets: [web], params: {path: '/{host.dc}'}")))
        .isEmpty();
    assertThat(problems(schedule("task: say, targets: [web01], params: {text: '{host.rack}'}")))
        .isEmpty();
    assertThat(
            problems(
                schedule(
                    "task: say, targets: ['web and not web[07-12]'], params: {text:"
                        + " '{host.rack}'}")))
        .isEmpty();
  }

  @Test
  void hosts_without_a_variable_are_named() {
    assertThat(problems(schedule("task: say, targets: [web], params: {text: '{host.rack}'}")))
        .containsExactly("host-var: web[07-12] have no variable \"rack\"");
    assertThat(problems(schedule("task: copy, targets: [db]")))
        .containsExactly(
            "host-var: task \"copy\" uses {host.dc}, but host \"db1\" has no variable \"dc\"");
    assertThat(problems(schedule("task: say, targets: [web], params: {text: '{host.rak}'}")))
        .containsExactly(
            "host-var: no host has a variable \"rak\"; variables are: rack, dc, port, disk");
  }

  @Test
  void the_value_of_each_host_obeys_the_rules_of_the_parameter() {
    assertThat(problems(schedule("task: say, targets: [web01], params: {text: '{host.dc}'}")))
        .containsExactly(
            "param-value: on host web01 \"fra\" is not one of the choices of \"text\"; choices"
                + " are: a1, a2");
  }

  @Test
  void a_command_names_only_variables_that_exist() {
    ReadResult result = read(ROLES + "tasks: {t: {command: [echo, '{host.rck}']}}\n");

    assertThat(problems(result)).hasSize(1);
    assertThat(result.problems().get(0).message()).contains("no parameter \"host.rck\"");
    assertThat(result.problems().get(0).hint()).isEqualTo("write {host.rack}");
  }

  @Test
  void jobs_for_workers_of_celery_have_no_variables() {
    String role = "workers: {c: {hostnames: [c1], served_by: celery, vars: {c1: {a: b}}}}\n";

    assertThat(
            problems(
                read(
                    role
                        + "tasks: {t: {command: [echo, '{x}'], params: {x: {}}}}\nschedules:"
                        + " {s: {cron: '0 1 * * *', task: t, targets: [c], params: {x:"
                        + " '{host.a}'}}}\n")))
        .containsExactly(
            "host-var: role \"c\" is served by Celery's workers, which know no variables of hosts");
  }

  @Test
  void hosts_of_a_file_are_those_of_the_role() throws IOException {
    file("hosts.txt", "\uFEFFweb[01-03]\n# racks\n\n  web07  # spare\r\ndb-*\n");

    ReadResult result = readFile("workers: {web: {hostnames_file: hosts.txt}}\n");

    assertThat(result.config().orElseThrow().roles().get("web").hostnames())
        .containsExactly("web01", "web02", "web03", "web07", "db-*");
    assertThat(result.included().keySet()).containsExactly(path("hosts.txt"));
  }

  @Test
  void a_mistake_in_such_a_file_is_told_there() throws IOException {
    file("hosts.txt", "web01\n  web_02 # no\nweb01\n");

    ReadResult result = readFile("workers:\n  web:\n    hostnames_file: hosts.txt\n");

    assertThat(ProblemPrinter.renderProblems(result))
        .contains(
            path("hosts.txt") + ":2:3: workers.web.hostnames_file",
            "a host name has no \"_\"",
            "2 |   web_02 # no",
            path("hosts.txt") + ":3:1: workers.web.hostnames_file",
            "[duplicate-host]");
  }

  @Test
  void a_file_that_is_missing_or_empty_is_told() throws IOException {
    file("none.txt", "# nothing\n");

    assertThat(problems(readFile("workers: {web: {hostnames_file: absent.txt}}\n")))
        .containsExactly("include: no such file: \"absent.txt\"");
    assertThat(problems(readFile("workers: {web: {hostnames_file: none.txt}}\n")))
        .containsExactly("empty: no host in the file");
    assertThat(problems(readFile("workers: {web: {hostnames_file: none.txt, hostnames: [a]}}\n")))
        .containsExactly("no-effect: \"hostnames_file\" beside \"hostnames\", need one of them");
    assertThat(problems(readFile("workers: {web: {queue: q}}\n")))
        .containsExactly("missing-key: no key \"hostnames\", need a list of text, or one text");
  }

  @Test
  void an_environment_may_have_hosts_of_a_file_of_its_own() throws IOException {
    file("prod.txt", "p1\n");
    file("test.txt", "t1\n");

    ReadResult result =
        ConfigReader.read(
            write(
                """
                workers: {web: {hostnames_file: prod.txt}}
                environments: {test: {workers: {web: {hostnames_file: test.txt}}}}
                """),
            Map.of(),
            Optional.of("test"));

    assertThat(result.problems()).map(Problem::message).isEmpty();
    assertThat(result.config().orElseThrow().roles().get("web").hostnames()).containsExactly("t1");
  }

  private ReadResult readFile(String text) throws IOException {
    return ConfigReader.read(write(text), Map.of(), Optional.empty());
  }

  private Path write(String text) throws IOException {
    file("cl.yaml", text);
    return directory.resolve("cl.yaml");
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }
}
