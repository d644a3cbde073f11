// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltinTasksTest {

  private final TaskFile file = TaskFile.read();

  @Test
  void the_twelve_tasks_are_there() {
    assertThat(file.tasks())
        .containsOnlyKeys(
            "ping",
            "conditions",
            "uptime",
            "disk_usage",
            "check_security_updates",
            "install",
            "remove",
            "upgrade",
            "start_services",
            "stop_services",
            "restart_services",
            "backup_database");
  }

  @Test
  void every_task_and_parameter_is_described_in_sentences() {
    assertThat(file.tasks().values())
        .allSatisfy(
            task -> {
              assertThat(task.description()).matches("[A-Z].*\\.");
              assertThat(task.params().values())
                  .allSatisfy(
                      p -> assertThat(p.text("description").orElse("")).matches("[A-Z].*\\."));
            });
  }

  @Test
  void every_default_would_be_accepted() {
    assertThat(file.tasks().values())
        .flatExtracting(task -> task.params().values())
        .allSatisfy(p -> p.text("default").ifPresent(d -> assertThat(p.accepts(d)).isTrue()));
  }

  @Test
  void a_parameter_is_required_or_has_a_default_or_takes_any_number() {
    assertThat(file.tasks().values())
        .flatExtracting(task -> task.params().values())
        .allMatch(p -> p.is("required") || p.text("default").isPresent() || p.is("many"));
  }

  @Test
  void only_the_last_parameter_takes_many() {
    assertThat(file.tasks().values())
        .allSatisfy(
            task -> {
              List<TaskFile.Param> params = new ArrayList<>(task.params().values());
              assertThat(params.subList(0, Math.max(0, params.size() - 1)))
                  .noneMatch(p -> p.is("many"));
            });
  }

  @Test
  void every_script_names_its_parameters_and_exit_codes_in_its_header() {
    assertThat(file.tasks().values())
        .filteredOn(task -> !task.script().isEmpty())
        .allSatisfy(
            task -> {
              String header =
                  task.script().lines().takeWhile(l -> l.startsWith("#")).toList().toString();
              assertThat(header).contains("Exit:");
              assertThat(task.params().keySet()).allMatch(header::contains);
            });
  }

  @Test
  void no_script_evaluates_text() {
    assertThat(file.tasks().values())
        .allSatisfy(
            task -> assertThat(task.script()).doesNotContainPattern("\\beval\\b|\\bsh -c\\b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-rf",
        "--root=/",
        "a b",
        "a;b",
        "$(id)",
        "`id`",
        "a\nb",
        "a\n",
        "*",
        "?",
        "[a]",
        "../a",
        "a/b",
        "'",
        "\"",
        "\\",
        "a|b",
        "a&b",
        ">a",
        "ä",
        "\u0000"
      })
  void hostile_names_are_refused_by_every_pattern(String value) {
    assertThat(file.tasks().values())
        .filteredOn(task -> !task.script().isEmpty())
        .flatExtracting(task -> task.params().entrySet())
        .filteredOn(e -> !e.getKey().equals("password"))
        .allSatisfy(e -> assertThat(e.getValue().accepts(value)).as(e.getKey()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"g++", "libstdc++6", "nginx=1.22.1-9+deb12u3", "libc6:i386", "python3.11", "0ad"})
  void names_of_packages_are_accepted(String name) {
    assertThat(file.tasks().get("install").params().get("packages").accepts(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx-",
        "nginx:amd64-",
        "nginx:amd64+",
        "nginx=1.0-",
        "nginx=1.0+",
        "nginx=",
        "nginx:",
        "nginx-:amd64",
        "=nginx",
        "a=b=c"
      })
  void names_by_which_a_package_manager_does_something_else_are_refused(String name) {
    assertThat(List.of("install", "remove", "upgrade"))
        .allMatch(task -> !file.tasks().get(task).params().get("packages").accepts(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poweroff.target",
        "rescue.target",
        "system.slice",
        "session-1.scope",
        "systemd-reboot",
        "systemd-poweroff.service",
        "systemd-suspend-then-hibernate.service",
        "emergency",
        "debug-shell.service",
        "initrd-switch-root.service"
      })
  void units_that_end_or_replace_the_system_are_refused(String name) {
    assertThat(List.of("start_services", "stop_services", "restart_services"))
        .allMatch(task -> !file.tasks().get(task).params().get("services").accepts(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/x/../y", "/x/..", "/../x", "/x/y/../../z"})
  void a_directory_that_leads_up_is_refused(String path) {
    TaskFile.Param directory = file.tasks().get("backup_database").params().get("directory");

    assertThat(directory.accepts(path)).isFalse();
    assertThat(directory.accepts("/srv/..backups/a..b/.c..")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ssh", "nginx.service", "getty@tty1", "user@1000.service", "logrotate.timer"})
  void names_of_units_are_accepted(String name) {
    assertThat(file.tasks().get("restart_services").params().get("services").accepts(name))
        .isTrue();
  }
}
