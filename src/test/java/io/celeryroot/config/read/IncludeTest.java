// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncludeTest {

  private static final String MAIN =
      """
      include: [conf.d/*.yaml]
      workers: {web: {hostnames: [w1]}}
      """;

  @TempDir Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    Files.createDirectory(directory.resolve("conf.d"));
    file("cl.yaml", MAIN);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private ReadResult read() {
    return ConfigReader.read(directory.resolve("cl.yaml"), Map.of(), Optional.empty());
  }

  private Problem problem() {
    assertThat(read().problems()).hasSize(1);
    return read().problems().get(0);
  }

  @Test
  void sections_of_all_files_are_joined() throws IOException {
    file("conf.d/10-db.yaml", "workers: {db: {hostnames: [d1]}}\ntimezone: Europe/Berlin\n");
    file("conf.d/20-jobs.yaml", "schedules: {s: {cron: '0 2 * * *', task: ping, targets: [db]}}\n");
    file("conf.d/notes.txt", "not read");

    ClConfig config = read().config().orElseThrow();

    assertThat(config.roles().keySet()).containsExactly("web", "db");
    assertThat(config.timezone().getId()).isEqualTo("Europe/Berlin");
    assertThat(config.schedules().get("s").source().toString()).endsWith("20-jobs.yaml:1:13");
  }

  @Test
  void a_mistake_is_told_in_the_file_and_line_where_it_is() throws IOException {
    file("conf.d/a.yaml", "tasks:\n  note:\n    comand: [echo]\n");
    ReadResult result = read();

    String told = ProblemPrinter.renderProblems(result);

    assertThat(told).contains("conf.d/a.yaml:3:5: tasks.note", "3 |     comand: [echo]");
  }

  @Test
  void a_name_in_two_files_is_told_with_both_places() throws IOException {
    file("conf.d/a.yaml", "workers:\n  web: {hostnames: [w2]}\n");

    assertThat(problem().rule()).isEqualTo("duplicate-key");
    assertThat(problem().source().toString()).endsWith("a.yaml:2:3");
    assertThat(problem().message()).contains("also at", "cl.yaml:2:11");
  }

  @Test
  void secrets_of_included_files_are_hidden_in_quoted_lines() throws IOException {
    file("conf.d/a.yaml", "tasks:\n  note: {command: [a], env: {T: hush}, nothing: 1}\n");

    assertThat(ProblemPrinter.renderProblems(read())).contains("T: ****").doesNotContain("hush");
  }

  @Test
  void a_file_that_is_not_there_is_a_mistake_and_an_empty_glob_is_none() throws IOException {
    assertThat(read().config()).isPresent();
    file("cl.yaml", MAIN.replace("conf.d/*.yaml", "conf.d/web.yaml"));

    assertThat(problem().message()).contains("no such file: \"conf.d/web.yaml\"");
    assertThat(problem().source().line()).isEqualTo(1);
  }

  @Test
  void a_file_that_cannot_be_read_says_why_and_one_that_is_not_utf_8_says_that()
      throws IOException {
    file("conf.d/a.yaml", "");
    Files.write(directory.resolve("conf.d/a.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(problem().message()).contains("a file that is not UTF-8: a.yaml");

    file("cl.yaml", MAIN.replace("conf.d/*.yaml", "/proc/self/mem"));
    assertThat(problem().message())
        .contains("a file that could not be read: ", ": mem: ")
        .doesNotContain("UTF-8");
  }

  @Test
  void a_glob_leaves_out_what_editors_leave_unless_it_names_the_tilde() throws IOException {
    file("cl.yaml", MAIN.replace("conf.d/*.yaml", "conf.d/*"));
    file("conf.d/a.yaml", "tasks: {note: {command: [a]}}\n");
    file("conf.d/a.yaml~", "tasks: {note: {command: [b]}}\n");
    assertThat(read().config().orElseThrow().tasks().get("note")).isNotNull();

    file("conf.d/a.yaml.bak", "tasks: {note: {command: [b]}}\n");
    assertThat(problem().message()).contains("defined twice, also at", "a.yaml:1:9");

    file("cl.yaml", MAIN.replace("conf.d/*.yaml", "conf.d/*~"));
    assertThat(read().config().orElseThrow().tasks().get("note")).isNotNull();
  }

  @Test
  void an_included_file_includes_no_others() throws IOException {
    file("conf.d/a.yaml", "include: b.yaml\n");

    assertThat(problem().message()).isEqualTo("an included file includes no others");
  }

  @Test
  void an_included_file_that_is_no_map_or_not_yaml_is_a_mistake() throws IOException {
    file("conf.d/a.yaml", "- a\n");
    assertThat(problem().message()).contains("a list, need a map");
    file("conf.d/a.yaml", "a: [\n");
    assertThat(problem().source().toString()).contains("a.yaml");
  }

  @Test
  void hidden_files_as_editors_leave_them_are_not_included_unless_they_are_named()
      throws IOException {
    file("conf.d/.edit-1-a.yaml", "workers: {db: {hostnames: [d1]}}\n");
    Files.createSymbolicLink(directory.resolve("conf.d/.#a.yaml"), Path.of("root@host.1234"));

    assertThat(read().config().orElseThrow().roles().keySet()).containsExactly("web");

    file("cl.yaml", MAIN.replace("conf.d/*", "conf.d/.e*"));
    assertThat(read().config().orElseThrow().roles().keySet()).containsExactly("web", "db");
  }

  @Test
  void a_link_to_a_file_that_is_gone_is_a_mistake() throws IOException {
    Files.createSymbolicLink(directory.resolve("conf.d/a.yaml"), Path.of("gone.yaml"));

    assertThat(problem().message()).contains("a link to a file that is not there: a.yaml");
  }

  @Test
  void an_included_file_without_sections_is_a_mistake_of_that_file() throws IOException {
    file("conf.d/a.yaml", "# nothing yet\n");

    assertThat(ProblemPrinter.renderProblems(read()))
        .contains("conf.d/a.yaml: the file is empty", "write a section to it")
        .doesNotContain("cl config init");
  }

  @Test
  void a_misspelt_key_of_a_variant_is_found_although_the_file_has_the_right_one()
      throws IOException {
    file(
        "cl.yaml",
        MAIN
            + "schedules: {s: {cron: '0 2 * * *', task: ping, targets: [web]}}\n"
            + "environments: {prod: {schedules: {s: {crno: '0 4 * * *'}}}}\n");

    assertThat(ProblemPrinter.renderProblems(read()))
        .contains("environments.prod.schedules.s: unknown key", "fix: write \"cron\"");
  }

  @Test
  void a_file_that_two_patterns_name_counts_once() throws IOException {
    file("conf.d/a.yaml", "workers: {db: {hostnames: [d1]}}\n");
    file("cl.yaml", MAIN.replace("[conf.d/*.yaml]", "[conf.d/a.yaml, conf.d/*.yaml]"));

    assertThat(read().config().orElseThrow().roles()).hasSize(2);
  }

  @Test
  void a_root_directory_is_no_file_to_include_or_to_take_hosts_from() throws IOException {
    file("cl.yaml", MAIN.replace("[conf.d/*.yaml]", "/"));
    assertThat(problem().message()).contains("no such file: \"/\"");

    file("cl.yaml", "workers: {web: {hostnames_file: /}}\n");
    assertThat(problem().message()).contains("no such file: \"/\"");
  }

  @Test
  void files_of_a_glob_are_inputs_also_beside_a_file_that_is_named_relatively() {
    Inputs inputs = new Inputs("site/cl.yaml", "", pattern -> Map.of("site/conf.d/a.yaml", ""));

    inputs.find("conf.d/*.yaml");

    assertThat(inputs.marks())
        .containsOnlyKeys(
            Path.of("site/cl.yaml").toAbsolutePath(),
            Path.of("site/conf.d").toAbsolutePath(),
            Path.of("site/conf.d/a.yaml").toAbsolutePath());
  }
}
