// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Targets;
import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostsAndTargetsTest {

  private static ReadResult result(String roles, String schedule) {
    String text =
        "workers:\n%s\ntasks: {note: {command: ['true']}}\nschedules:\n  s: {cron: '0 2 * * *', task: note, %s}\n"
            .formatted(roles.indent(2), schedule);
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty());
  }

  private static final String ROLES =
      """
      web: {hostnames: ["web[01-12].example.org"], labels: [edge, prod]}
      db: {hostnames: [db1, db2], labels: [prod]}
      """;

  private static List<String> hosts(String schedule) {
    ClConfig config = result(ROLES, schedule).config().orElseThrow();
    var one = config.schedules().get("s");
    return Targets.resolve(config, one.targets(), one.runOn(), one.task(), Set.of())
        .targets()
        .stream()
        .map(Target::label)
        .toList();
  }

  private static List<String> problems(String roles, String schedule) {
    return result(roles, schedule).problems().stream()
        .map(problem -> problem.rule() + ": " + problem.message())
        .toList();
  }

  @Test
  void a_range_names_each_of_its_hosts() {
    ClConfig config = result(ROLES, "targets: [web]").config().orElseThrow();

    assertThat(config.roles().get("web").namedHosts()).hasSize(12).contains("web09.example.org");
    assertThat(config.rolesOf("web13.example.org")).isEmpty();
  }

  @Test
  void one_digit_in_brackets_stays_a_glob() {
    ClConfig config =
        result("web: {hostnames: ['web[1-9]']}", "targets: [web]").config().orElseThrow();

    assertThat(config.roles().get("web").namedHosts()).isEmpty();
    assertThat(config.rolesOf("web7")).hasSize(1);
  }

  @Test
  void ranges_are_shown_as_ranges_and_mean_the_same() {
    ClConfig config = result(ROLES, "targets: [web], exclude: [web]").config().orElseThrow();
    String shown = Yaml.write(FileKeys.show(config));

    assertThat(shown).contains("web[01-12].example.org", "web and not web");
    assertThat(
            ConfigReader.read("shown", shown, Map.of(), Optional.empty())
                .config()
                .orElseThrow()
                .roles()
                .get("web")
                .hostnames())
        .isEqualTo(config.roles().get("web").hostnames());
  }

  @Test
  void an_order_that_no_range_has_is_kept() {
    ClConfig config =
        result("web: {hostnames: [w3, w2, w1]}", "targets: [web]").config().orElseThrow();

    assertThat(Yaml.write(FileKeys.show(config))).contains("- w3\n      - w2\n");
  }

  @Test
  void targets_are_roles_labels_ranges_and_expressions() {
    assertThat(hosts("targets: [prod]")).hasSize(14);
    assertThat(hosts("targets: ['web[03-04].example.org']"))
        .containsExactly("web03.example.org", "web04.example.org");
    assertThat(hosts("targets: [prod and not edge]")).containsExactly("db1", "db2");
    assertThat(hosts("targets: [db], exclude: [db2]")).containsExactly("db1");
    assertThat(hosts("targets: [prod], exclude: [web, db1]")).containsExactly("db2");
  }

  @Test
  void labels_of_a_role_that_runs_on_any_are_the_role() {
    ClConfig config =
        result("a: {hostnames: [h1, h2], run_on: any, labels: [x]}", "targets: [x]")
            .config()
            .orElseThrow();

    assertThat(Targets.resolve(config, List.of("x"), Optional.empty(), "note", Set.of()).targets())
        .containsExactly(new Target("a", "a_tasks", Optional.empty()));
  }

  @Test
  void mistakes_are_told_with_their_places() {
    assertThat(problems(ROLES, "targets: [web and]"))
        .singleElement()
        .asString()
        .contains("target-syntax: no name here");
    assertThat(problems(ROLES, "targets: [web and not dbx]"))
        .singleElement()
        .asString()
        .contains("unknown-name: no role, label or host \"dbx\"");
    assertThat(problems(ROLES, "targets: ['web[11-13].example.org']"))
        .singleElement()
        .asString()
        .contains("no role, label or host \"web13.example.org\"");
    assertThat(problems(ROLES, "targets: [web], exclude: [wbe]")).hasSize(1);
    assertThat(problems("web: {hostnames: ['w[09-01]']}", "targets: [web]"))
        .contains("host-range: range runs backwards: \"w[09-01]\"");
    assertThat(problems("web: {hostnames: ['w[1-10]', w3]}", "targets: [web]"))
        .containsExactly("duplicate-host: \"w3\" twice, also in a range");
    assertThat(problems("web: {hostnames: ['w[1-99999]']}", "targets: [web]"))
        .singleElement()
        .asString()
        .contains("a range of more than 10000 hosts");
    assertThat(problems("web: {hostnames: [w1], labels: [web]}", "targets: [web]"))
        .containsExactly("label-name: label \"web\" is the name of a role");
  }

  @Test
  void a_range_in_parentheses_points_to_its_line() {
    Problem problem = result(ROLES, "targets: [(web]").problems().get(0);

    assertThat(problem.source().line()).isEqualTo(7);
    assertThat(problem.hint()).isEqualTo("write the \")\"");
  }
}
