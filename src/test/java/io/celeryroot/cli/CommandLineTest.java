// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(ended.err()).isEqualTo("cl: cl.yaml: what with it? fix: add --beat or --worker\n");
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

  @Test
  void an_argument_with_an_at_sign_is_no_file_name() {
    Cl.Ended ended = cl().run("task", "install", "--dry-run", "-t", "webserver", "@all");

    assertThat(ended.err()).contains("@all");
  }

  @Test
  void version_and_help_answer_yes() {
    assertThat(cl().run("--version").out()).startsWith("cl ");
    assertThat(cl().run("help", "task", "run").out())
        .isEqualTo(cl().run("task", "run", "--help").out())
        .startsWith("Usage: cl task NAME");
  }

  @Test
  void completion_knows_the_commands() {
    assertThat(cl().run("completion", "bash").out()).contains("generate-routes");
    assertThat(cl().run("completion", "zsh").out()).startsWith("#compdef cl\n");
  }

  @Test
  void without_debug_there_is_no_stack_trace() {
    Cl cl = cl().file("cl.yaml", Cl.SAMPLE.replace("localhost:6379", "127.0.0.1:1"));

    assertThat(cl.run("queue", "list").err()).hasLineCount(1);
    assertThat(cl.run("queue", "list", "--debug").err()).contains("\tat ");
  }
}
