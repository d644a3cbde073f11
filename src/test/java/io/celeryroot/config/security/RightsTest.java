// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.Targets;
import io.celeryroot.testing.TestSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RightsTest {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [web01, web02], labels: [front]}
        db: {hostnames: [db01], tasks: ["*", restart_services]}
        spare: {hostnames: ["spare*"], tasks: ["*_services", ping]}
        both: {hostnames: [web01, db01]}
      """;

  @Test
  void the_minimal_file_installs_on_every_role() {
    ClConfig config = TestSite.config("redis://127.0.0.1:1", SITE);

    assertThat(config.security()).isEqualTo(Security.NONE);
    assertThat(config.roles().get("web").allowsTask("install")).isTrue();
    assertThat(Rights.open(config, config.roles().get("web")))
        .containsExactlyElementsOf(new TreeSet<>(Security.CHANGING));
    assertThat(Rights.open(config, config.roles().get("spare")))
        .containsExactly("restart_services", "start_services", "stop_services");
  }

  @Test
  void listed_leaves_what_only_looks_and_tasks_of_the_file() {
    ClConfig config = listed("tasks:\n  install: {command: [echo]}\n  mine: {command: [echo]}\n");

    assertThat(List.of("ping", "disk_usage", "check_security_updates", "install", "mine"))
        .allMatch(config.roles().get("web")::allowsTask);
    assertThat(allowed(config, "web")).isEmpty();
  }

  @Test
  void listed_takes_a_name_and_no_glob_for_permission() {
    ClConfig config = listed("");

    assertThat(allowed(config, "web")).isEmpty();
    assertThat(allowed(config, "db")).containsExactly("restart_services");
    assertThat(allowed(config, "spare")).isEmpty();
    assertThat(config.roles().get("spare").allowsTask("ping")).isTrue();
  }

  @Test
  void listed_takes_a_schedule_a_workflow_and_a_receiver_for_permission_on_their_targets() {
    ClConfig config =
        listed(
            """
            schedules:
              by-role: {cron: "0 1 * * *", task: install, params: {packages: x}, targets: [front]}
              by-host: {cron: "0 1 * * *", task: upgrade, targets: [web02]}
              by-expression: {cron: "0 1 * * *", task: remove, params: {packages: x}, targets: [web and not web01]}
              watched:
                cron: "0 1 * * *"
                task: ping
                targets: [web]
                notify: [{on: [failed], task: upgrade, targets: [both]}]
            workflows:
              release:
                tasks:
                  - {task: start_services, targets: [db], params: {services: x}}
            """);

    assertThat(allowed(config, "web")).containsExactly("install", "remove", "upgrade");
    assertThat(allowed(config, "db")).containsExactly("restart_services", "start_services");
    assertThat(allowed(config, "both")).containsExactly("upgrade");
    assertThat(allowed(config, "spare")).isEmpty();
  }

  @Test
  void a_refusal_where_a_job_is_submitted_holds_the_line_to_add() {
    List<TargetProblem> problems =
        Targets.resolve(listed(""), List.of("web"), Optional.empty(), "install", Set.of())
            .problems();

    assertThat(problems)
        .extracting(TargetProblem::hint)
        .containsExactly("write workers.web.tasks: [\"*\", install]");
    assertThat(problems.get(0).message()).contains("security.builtins is listed");
  }

  @Test
  void the_line_to_add_is_valid_and_permits() {
    String line = listed("").roles().get("spare").lineFor("stop_services");
    assertThat(line).isEqualTo("workers.spare.tasks: [\"*_services\", ping, stop_services]");

    String added = SITE.replace("[\"*_services\", ping]", line.replaceFirst(".*: ", ""));
    ClConfig config =
        TestSite.config("redis://127.0.0.1:1", added + "security: {builtins: listed}\n");

    assertThat(allowed(config, "spare")).containsExactly("stop_services");
  }

  @Test
  void every_built_in_task_either_looks_or_is_guarded() {
    ClConfig config = TestSite.config("redis://127.0.0.1:1", SITE);

    assertThat(config.tasks().values().stream().map(TaskDefinition::name))
        .containsExactlyInAnyOrderElementsOf(
            union(
                Security.CHANGING,
                Set.of("ping", "conditions", "uptime", "disk_usage", "check_security_updates")));
  }

  @Test
  void lists_of_values_reach_the_parameters_of_built_in_tasks_alone() {
    ClConfig config =
        TestSite.config(
            "redis://127.0.0.1:1",
            SITE
                + """
                tasks:
                  mine: {command: [echo, "{packages}"], params: {packages: {}}}
                security:
                  allow: {packages: nginx, services: ["php*-fpm"], directories: /srv, databases: [shop, ""]}
                """);

    assertThat(allow(config, "install")).isEqualTo(Map.of("packages", List.of("nginx")));
    assertThat(allow(config, "stop_services")).isEqualTo(Map.of("services", List.of("php*-fpm")));
    assertThat(allow(config, "backup_database"))
        .containsEntry("directory", List.of("/srv"))
        .containsEntry("database", List.of("shop", ""))
        .containsEntry("engine", List.of());
    assertThat(allow(config, "mine")).isEqualTo(Map.of("packages", List.of()));
  }

  private static ClConfig listed(String more) {
    return TestSite.config("redis://127.0.0.1:1", SITE + more + "security: {builtins: listed}\n");
  }

  private static Set<String> allowed(ClConfig config, String role) {
    Set<String> allowed = new TreeSet<>(Security.CHANGING);
    allowed.removeIf(
        name ->
            !config.roles().get(role).allowsTask(name)
                || !config.task(name).orElseThrow().isBuiltIn());
    return allowed;
  }

  private static Map<String, List<String>> allow(ClConfig config, String task) {
    Map<String, List<String>> allow = new HashMap<>();
    config
        .task(task)
        .orElseThrow()
        .params()
        .forEach(param -> allow.put(param.name(), param.allow()));
    return allow;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> union = new TreeSet<>(one);
    union.addAll(other);
    return union;
  }
}
