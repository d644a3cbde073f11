// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.migrate.ClYamlWriter;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.task.Program;
import io.celeryroot.task.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CronTaskTest {

  @TempDir Path temp;

  /** Each command is run as cron runs it, and as the imported task; both must print the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      textBlock =
          """
          echo a; false; echo b
          echo "$NOT_SET"x
          false || echo "it's" '{so}' "$GREETING" ${GREETING}
          cat%one%%two
          cat | tr a-z A-Z%one \\% two%INPUT%
          wc -c%
          /bin/echo plain words 100\\%
          for i in 1 2; do echo $i; done; exit 3
          echo "$(printf '\\%s-\\%s' a b)"
          echo 'a\\b' "c\\\\d"
          echo 'a\\\\'; cat%one\\\\% two
          printf 'x\\\\'; cat;:\\\\%four
          { echo x; } && echo {a,b}
          """)
  void a_command_prints_what_it_prints_under_cron(String field) throws Exception {
    for (String shell : List.of("/bin/sh", "/bin/bash")) {
      assertThat(asTask(field, shell)).as(field + " " + shell).isEqualTo(underCron(field, shell));
    }
  }

  private String asTask(String field, String shell) throws Exception {
    String text = "SHELL=" + shell + "\nGREETING=hello you\n0 3 * * * " + field + "\n";
    CrontabFile file = new CrontabFile("crontab", text, "web01", Optional.of("ann"), false);
    ImportedSite site = CrontabImport.of(List.of(file), List.of(), ZoneId.of("UTC"));
    String yaml = ClYamlWriter.write(site, Set.of()).text();
    var config =
        ConfigReader.read("cl.yaml", yaml, Map.of(), Optional.empty()).config().orElseThrow();
    TaskDefinition task = config.task(config.schedules().values().iterator().next().task()).get();
    Program program = Programs.of(task, Map.of(), Map.of());
    return run(program.argv(), program.environment(), "");
  }

  /** Cron itself: the text up to the first percent sign for the shell, the rest is its input. */
  private String underCron(String field, String shell) throws Exception {
    Matcher head = Pattern.compile("(?:\\\\.|[^%\\\\])*").matcher(field);
    assertThat(head.lookingAt()).isTrue();
    String command =
        Pattern.compile("\\\\.")
            .matcher(head.group())
            .replaceAll(pair -> Matcher.quoteReplacement(pair.group().replace("\\%", "%")));
    String rest = field.substring(Math.min(head.end() + 1, field.length()));
    String input = rest.replaceAll("(?<!\\\\)%", "\n");
    String ended = input.isEmpty() || input.endsWith("\n") ? input : input + "\n";
    return run(
        List.of(shell, "-c", command), Map.of("GREETING", "hello you"), ended.replace("\\%", "%"));
  }

  private String run(List<String> argv, Map<String, String> env, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(temp.resolve("in"), input);
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(in.toFile());
    builder.environment().putAll(env);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return said + "exit " + process.waitFor();
  }

  @Test
  void a_plain_command_with_a_path_needs_no_shell() {
    assertThat(keys("/usr/bin/certbot  -q renew"))
        .containsEntry("command", "/usr/bin/certbot -q renew")
        .doesNotContainKey("script");
  }

  @Test
  void home_is_where_it_starts() {
    assertThat(
            CronTask.of(CronCommand.parse("./run"), Optional.of("ann"), Map.of("HOME", "/srv/app"))
                .keys())
        .containsEntry("workdir", "/srv/app")
        .containsEntry("user", "ann");
  }

  private static Map<String, Object> keys(String field) {
    return CronTask.of(CronCommand.parse(field), Optional.empty(), Map.of()).keys();
  }
}
