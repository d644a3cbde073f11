// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import static io.celeryroot.task.Tasks.command;
import static io.celeryroot.task.Tasks.param;
import static io.celeryroot.task.Tasks.secret;
import static io.celeryroot.task.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.celeryroot.config.Action;
import io.celeryroot.config.TaskDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "; rm -rf /",
        "$(id)",
        "`id`",
        "{b}",
        "{{b}}",
        "}",
        "'\"",
        "--flag",
        "é\n\t*",
        "\\",
        "${HOME}"
      })
  void a_value_stays_inside_its_one_argument(String value) {
    TaskDefinition task = command(List.of("apt-get", "x={a}!", "{b}"), param("a"), param("b"));

    Program program = Programs.of(task, Map.of("a", value, "b", "B"), Map.of());

    assertThat(program.argv()).containsExactly("apt-get", "x=" + value + "!", "B");
  }

  @Test
  void doubled_braces_are_literal() {
    TaskDefinition task = command(List.of("x", "{{a}} {{{a}}} {a}}}"), param("a"));

    assertThat(Programs.of(task, Map.of("a", "1"), Map.of()).argv())
        .containsExactly("x", "{a} {1} 1}");
  }

  @Test
  void braces_around_anything_else_are_themselves() {
    TaskDefinition task = command(List.of("awk", "{print $1} {", "{}"), param("a"));

    assertThat(Programs.of(task, Map.of("a", "1"), Map.of()).argv())
        .containsExactly("awk", "{print $1} {", "{}");
  }

  @Test
  void the_program_itself_is_fixed_text() {
    TaskDefinition task = command(List.of("{a}"), param("a"));

    assertThat(Programs.of(task, Map.of("a", "/bin/sh"), Map.of()).argv()).containsExactly("{a}");
  }

  @Test
  void parameters_of_a_script_are_environment_variables_and_never_text() {
    TaskDefinition task = task("greet", Action.Script.of("echo \"$who\" {who}"), param("who"));

    Program program = Programs.of(task, Map.of("who", "$(id)"), Map.of("CL_TASK", "greet"));

    assertThat(program.argv())
        .containsExactly("/bin/sh", "-eu", "-c", "echo \"$who\" {who}", "greet");
    assertThat(program.environment())
        .containsOnly(entry("LANG", "C"), entry("who", "$(id)"), entry("CL_TASK", "greet"));
  }

  @Test
  void parameters_of_a_command_are_not_in_its_environment() {
    TaskDefinition task = command(List.of("x"), param("PATH"));

    assertThat(Programs.of(task, Map.of("PATH", "/evil"), Map.of()).environment())
        .containsOnly(entry("LANG", "C"));
  }

  @Test
  void our_variables_win_over_parameters_of_the_same_name() {
    TaskDefinition task = task("t", Action.Script.of(""), param("CL_JOB_ID"));

    assertThat(
            Programs.of(task, Map.of("CL_JOB_ID", "forged"), Map.of("CL_JOB_ID", "j1"))
                .environment())
        .containsEntry("CL_JOB_ID", "j1");
  }

  @Test
  void secrets_are_masked_for_people() {
    TaskDefinition task =
        command(List.of("x", "-p{pw}", "{a}", "{b}"), param("a"), param("b"), secret("pw"));
    Map<String, String> values = Map.of("pw", "hunter", "a", "1");

    assertThat(Programs.display(task, values)).containsExactly("x", "-p***", "1", "{b}");
    assertThat(Programs.masked(task, values)).containsOnly(entry("pw", "***"), entry("a", "1"));
    assertThat(Programs.of(task, values, Map.of()).toString()).doesNotContain("hunter");
  }

  @Test
  void an_endpoint_has_no_program() {
    TaskDefinition task = task("t", new Action.To("log:x", "log:x"));

    assertThat(Programs.display(task, Map.of())).containsExactly("log:x");
    assertThatIllegalArgumentException().isThrownBy(() -> Programs.of(task, Map.of(), Map.of()));
  }
}
