// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

  @TempDir Path directory;

  private Cl cl() {
    return new Cl(directory).file("cl.yaml", Cl.SAMPLE);
  }

  @Test
  void alone_it_shows_its_help_as_a_mistake() {
    Cl.Ended ended = cl().run();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("Usage: cl COMMAND");
  }

  @ParameterizedTest
  @CsvSource({"tsak, task", "shedule, schedule", "generate-route, generate-routes", "qeue, queue"})
  void a_misspelt_command_is_suggested(String typed, String meant) {
    Cl.Ended ended = cl().run(typed);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("cl: no command \"%s\"; did you mean \"%s\"?".formatted(typed, meant));
  }

  @Test
  void a_misspelt_command_below_a_command_is_suggested() {
    Cl.Ended ended = cl().run("schedule", "nxt");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).startsWith("cl: no command \"nxt\"; did you mean \"next\"?");
  }

  @ParameterizedTest
  @CsvSource({"tsaks list, task", "confg validate, config", "confg --strict validate, config"})
  void a_misspelt_command_before_others_is_the_one_that_is_told(String typed, String meant) {
    String[] words = typed.split(" ");

    Cl.Ended ended = cl().run(words);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("cl: no command \"%s\"; did you mean \"%s\"?".formatted(words[0], meant));
  }

  @ParameterizedTest
  @CsvSource({"status, task status", "validate --strict, config validate", "logs -f ID, task logs"})
  void a_command_without_its_group_is_told_with_it(String typed, String meant) {
    Cl.Ended ended = cl().run(typed.split(" "));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("did you mean \"%s\"?".formatted(meant));
  }

  @Test
  void all_groups_with_a_command_are_told() {
    assertThat(cl().run("resume").err())
        .contains("did you mean \"schedule resume\", \"queue resume\", \"worker resume\"?");
  }

  @Test
  void an_unknown_option_before_a_command_or_beside_a_file_is_told_as_such() {
    assertThat(cl().run("--fromat", "json", "config", "validate").err())
        .startsWith("cl: unknown option \"--fromat\"; did you mean \"--format\"?");
    assertThat(cl().run("cl.yaml", "--beta").err()).startsWith("cl: unknown option \"--beta\"");
  }

  @Test
  void a_list_of_targets_or_outcomes_may_have_blanks_at_its_commas() {
    assertThat(cl().run("task", "ping", "--targets", "webserver , nosuch").err())
        .contains("no role or host \"nosuch\"");
    assertThat(cl().run("task", "list", "--outcome", "failed, lots").err())
        .contains("not an outcome: \"lots\"");
  }

  @Test
  void a_wrong_choice_is_told_with_its_place_in_the_usage() {
    assertThat(cl().run("completion", "tcsh").err())
        .startsWith("cl: bash|zsh|fish: no such value: \"tcsh\"; values are: bash, zsh, fish");
  }

  @Test
  void options_of_one_family_stand_together_in_the_help() {
    List<String> families =
        cl().run("up", "--help")
            .out()
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("--(?:log|management)-.*"))
            .map(line -> line.replaceFirst("^--([a-z]+).*", "$1"))
            .toList();

    assertThat(families).contains("log", "management").isSortedAccordingTo(reverseOrder());
  }

  @Test
  void a_misspelt_option_is_suggested() {
    Cl.Ended ended = cl().run("task", "ping", "--target", "webserver");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("unknown option \"--target\"; did you mean \"--targets\"?");
  }

  @Test
  void a_file_without_beat_or_worker_is_asked_what_for() {
    Cl.Ended ended = cl().run("cl.yaml");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo("cl: cl.yaml: no action given; fix: add --beat or --worker\n");
  }

  @Test
  void beat_and_worker_together_are_refused() {
    assertThat(cl().run("cl.yaml", "--beat", "--worker").exitCode()).isEqualTo(2);
  }

  @Test
  void global_options_stand_before_or_after_the_command() {
    Cl cl = new Cl(directory).file("other.yaml", Cl.SAMPLE);

    Cl.Ended before = cl.run("-c", "other.yaml", "-o", "json", "config", "workers");
    Cl.Ended after = cl.run("config", "workers", "-o", "json", "-c", "other.yaml");

    assertThat(before.exitCode()).isZero();
    assertThat(before.out()).startsWith("[").isEqualTo(after.out());
  }

  @Test
  void the_file_is_named_by_option_before_environment() {
    Cl cl = new Cl(directory).file("mine.yaml", Cl.SAMPLE).env("CL_CONFIG", "mine.yaml");

    assertThat(cl.run("config", "validate").out()).startsWith(directory.resolve("mine.yaml") + ":");
    assertThat(cl.run("-c", "none.yaml", "config", "validate").exitCode()).isEqualTo(3);
  }

  @Test
  void a_missing_file_says_how_to_get_one() {
    Cl.Ended ended = new Cl(directory).run("schedule", "next");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("cl.yaml: no such file; write one with \"cl config init\"");
  }

  @Test
  void a_file_with_mistakes_stops_every_command_with_all_of_them() {
    Cl cl = new Cl(directory).file("cl.yaml", Cl.SAMPLE.replace("cron:", "corn:"));

    Cl.Ended ended = cl.run("schedule", "next");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("unknown key \"corn\"").containsPattern("\\d problems?\n$");
  }

  /** Else a monitoring system would take a typing mistake for a worker that is away. */
  @ParameterizedTest
  @ValueSource(strings = {"task status --host web01", "task diff x", "task ping -t web01"})
  void a_file_with_mistakes_is_no_answer_about_the_site(String line) {
    Cl cl = new Cl(directory).file("cl.yaml", Cl.SAMPLE.replace("cron:", "corn:"));

    Cl.Ended ended = cl.run(line.split(" "));

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("unknown key \"corn\"").containsPattern("\\d problems?\n$");
  }

  @Test
  void a_value_that_a_long_pattern_refuses_is_told_the_description_of_its_parameter() {
    Cl.Ended ended = cl().run("task", "start_services", "a.target", "-t", "webserver");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("\"a.target\" does not match its pattern; fix: ", "(nginx or backup.timer)")
        .doesNotContain("(?:");
  }

  @Test
  void a_pattern_that_can_be_read_is_told() {
    Cl.Ended ended =
        cl().run("task", "backup_database", "mysql", "-p", "keep=x", "-t", "webserver");

    assertThat(ended.err()).contains("fix: give a value that matches [0-9]{1,4}");
  }

  @Test
  void an_unknown_task_or_target_is_no_such_thing() {
    Cl.Ended task = cl().run("task", "run", "pin", "-t", "webserver");
    Cl.Ended target = cl().run("task", "run", "ping", "-t", "webserv");

    assertThat(task.exitCode()).isEqualTo(4);
    assertThat(task.err()).contains("did you mean \"ping\"?");
    assertThat(target.exitCode()).isEqualTo(4);
    assertThat(target.err()).contains("webserver");
  }

  @Test
  void nothing_is_waited_for_when_nothing_is_submitted() {
    for (String command :
        List.of("task ping -t webserver", "task retry x", "schedule run x", "workflow run x")) {
      Cl.Ended ended = cl().run((command + " --dry-run --wait").split(" "));

      assertThat(ended.exitCode()).as(command).isEqualTo(2);
      assertThat(ended.err()).contains("--dry-run does not go with --wait or --follow");
    }
  }

  @Test
  void an_argument_with_an_at_sign_is_no_file_name() {
    Cl.Ended ended = cl().run("task", "install", "--dry-run", "-t", "webserver", "@all");

    assertThat(ended.err()).contains("@all");
  }

  @Test
  void version_and_help_answer_yes() {
    assertThat(cl().run("--version").out()).startsWith("cl ");
    for (String option : List.of("-V", "--version")) {
      Cl.Ended before = cl().run(option, "task", "list");
      assertThat(before.exitCode()).isZero();
      assertThat(before.out()).isEqualTo(cl().run("--version").out());
    }
    assertThat(cl().run("help", "task", "run").out())
        .isEqualTo(cl().run("task", "run", "--help").out())
        .startsWith("Usage: cl task TASK");
  }

  @Test
  void completion_knows_the_commands() {
    assertThat(cl().run("completion", "bash").out()).contains("generate-routes");
    assertThat(cl().run("completion", "zsh").out()).startsWith("#compdef cl\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "--env", "-o", "--debug -c"})
  void an_option_without_its_value_is_a_mistake_of_the_line(String line) {
    Cl.Ended ended = cl().run(line.split(" "));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("missing required parameter");
  }

  @Test
  void without_debug_there_is_no_stack_trace() {
    Cl cl = cl().file("cl.yaml", Cl.SAMPLE.replace("localhost:6379", "127.0.0.1:1"));

    assertThat(cl.run("queue", "list").err()).hasLineCount(1);
    assertThat(cl.run("queue", "list", "--debug").err()).contains("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule next --from yesterday | --from: not an instant: \"yesterday\""
            + " | such as 2026-11-24T02:00:00Z",
        "schedule next -n five | -n: not a whole number: \"five\" | digits only",
        "schedule next -n 99999999999 | -n: too large a number: \"99999999999\" | 9 digits",
        "task list -n 1.5 | -n: not a whole number: \"1.5\" | digits only",
        "task logs x --tail all | --tail: not a whole number: \"all\" | digits only",
        "task logs x --since 10 | --since: no unit: \"10\" | write \"10s\" or \"10m\"",
        "task ping -t webserver -w --timeout soon | --timeout: not a duration: \"soon\" | \"90s\"",
        "cl.yaml --worker --concurrency x | --concurrency: not a whole number: \"x\" | digits only",
        "up --management-port http | --management-port: not a whole number: \"http\" | digits only",
        "task ping -t webserver --on one | --on: no such value: \"one\"; values are: all, any | cl task run --help"
      })
  void a_value_of_another_form_is_told_the_form(String typed, String fact, String fix) {
    Cl.Ended ended = cl().run(typed.split(" ", -1));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).startsWith("cl: " + fact).contains(fix).doesNotContain("java", "class");
  }
}
