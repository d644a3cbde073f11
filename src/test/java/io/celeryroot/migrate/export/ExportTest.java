// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/celeryroot/migrate/export");

  @TempDir Path temp;
  private Cl cl;

  @BeforeEach
  void writeFile() throws IOException {
    cl = new Cl(temp).file("cl.yaml", Files.readString(FOLDER.resolve("cl.yaml")));
  }

  @Test
  void the_crontab_is_as_written() throws IOException {
    Cl.Ended ended = cl.run("config", "export-crontab", "web01");

    Golden.assertIs(FOLDER.resolve("expected.crontab"), ended.out());
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("first_monday", "workflow").doesNotContain("disabled");
  }

  @Test
  void the_units_are_as_written() throws IOException {
    Cl.Ended ended = cl.run("config", "export-systemd", "web01");

    Golden.assertIs(FOLDER.resolve("expected.units"), ended.out());
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("working_day", "waves").doesNotContain("first_monday");
  }

  @Test
  void a_host_without_anything_lost_is_answered_with_yes() {
    String all = "workers: {a: {hostnames: [a]}}\ntasks: {t: {command: /bin/true}}\n";
    cl.file("cl.yaml", all + "schedules: {s: {cron: '@daily', task: t, targets: [a]}}\n");

    assertThat(cl.run("config", "export-crontab", "a").exitCode()).isZero();
    assertThat(cl.run("config", "export-systemd", "a").exitCode()).isZero();
  }

  @Test
  void an_unknown_host_is_no_such_thing() {
    Cl.Ended ended = cl.run("config", "export-crontab", "web03");

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).contains("no host \"web03\"", "web01", "web02");
  }

  @Test
  void units_are_written_to_a_directory() throws IOException {
    cl.run("config", "export-systemd", "web01", "--output", "units");

    assertThat(temp.resolve("units/cl-once.timer"))
        .content()
        .contains("OnCalendar=2026-12-24 18:00:00 Europe/Berlin");
    assertThat(temp.resolve("units/cl-once.service")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@backup", "-backup", "+backup", "!!backup", ":backup", "|backup"})
  void a_program_that_begins_like_a_prefix_of_systemd_is_started_by_a_shell(String program) {
    ClConfig config = config(Map.of("command", List.of(program, "-v")));

    String service =
        SystemdExport.of(HostSchedule.of(config, "a"), List.of()).files().get("cl-s.service");

    assertThat(service)
        .containsPattern(
            "ExecStart=/bin/sh -c \"exec \\\\\"\\$\\$0\\\\\" \\\\\"\\$\\$@\\\\\"\" \"?"
                + Pattern.quote(program));
  }

  @Test
  void the_result_as_json_names_what_is_left_out() {
    assertThat(cl.run("config", "export-crontab", "web01", "-o", "json").out())
        .contains("\"crontab\": ", "\"left_out\": [", "\"once\"");
    assertThat(cl.run("config", "export-systemd", "web01", "-o", "json").out())
        .contains("\"cl-once.timer\": ", "\"left_out\": [");
  }

  /** The shell of cron makes of the line the very arguments that a worker would use. */
  @Test
  void the_command_of_a_line_is_the_program_of_the_task() throws Exception {
    String script = "printf '%s|' \"$0\" \"$@\" \"$nasty\"";
    List<String> argv =
        List.of(
            "/bin/sh",
            "-c",
            script,
            "a b",
            "it's",
            "100%",
            "$HOME `id`",
            "x\\y",
            "",
            "two\nlines",
            "1\\%2\\\\3\\\\\\%'\\'",
            "a\\b\\%\nz");
    ClConfig config =
        config(
            Map.of(
                "command",
                argv.stream().map(word -> word.replace("${", "$${")).toList(),
                "env",
                Map.of("nasty", "50% 'off'\nnow")));

    String text = CrontabExport.of(HostSchedule.of(config, "a"), List.of()).text();
    String line = text.lines().reduce((first, last) -> last).orElseThrow();
    String command = line.replaceFirst("^(\\S+ ){6}", "");

    String wanted = output(argv, Map.of("nasty", "50% 'off'\nnow"));
    for (String read : List.of("%", "%\\")) {
      String shell = readByCron(command, read);
      assertThat(output(List.of("/bin/sh", "-c", shell), Map.of())).isEqualTo(wanted);
    }
  }

  /**
   * Returns what the shell gets.
   *
   * @param read what loses a backslash before it: for cronie a percent sign, for cron of Debian and
   *     BSD a backslash, too
   */
  private static String readByCron(String command, String read) {
    assertThat(command).matches("(?:\\\\.|[^%\\\\])*");
    return Pattern.compile("\\\\(.)")
        .matcher(command)
        .replaceAll(
            pair ->
                Matcher.quoteReplacement(
                    read.contains(pair.group(1)) ? pair.group(1) : pair.group()));
  }

  private static ClConfig config(Map<String, Object> task) {
    Map<String, Object> file =
        Map.of(
            "workers", Map.of("a", Map.of("hostnames", List.of("a"))),
            "tasks", Map.of("t", task),
            "schedules",
                Map.of("s", Map.of("cron", "0 1 2 3 *", "task", "t", "targets", List.of("a"))));
    return ConfigReader.read(
            "cl.yaml", io.celeryroot.text.Yaml.write(file), Map.of(), Optional.empty())
        .config()
        .orElseThrow();
  }

  private static String output(List<String> argv, Map<String, String> env) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(argv)).redirectErrorStream(true);
    builder.environment().putAll(env);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }
}
