// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Holds docs/cli.md, which shows the help of every command. */
final class CliReferenceTest {

  private static final Path PAGE = Path.of("docs/cli.md");

  private static final Pattern EXAMPLE = Pattern.compile("(?m)^Example.*?\\b(cl [^>)\n]*)");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

  /** Goes on until it is stopped, or waits for a person. */
  private static final Set<String> STAYING =
      Set.of("cl up", "cl web --management-port 8642", "cl config edit");

  private static final String NO_REDIS =
      """
      redis: redis://127.0.0.1:1/0
      workers: {webserver: {hostnames: [webserver01]}}
      schedules: {nightly: {cron: "0 2 * * *", task: ping, targets: [webserver]}}
      """;

  @Test
  void the_page_shows_the_help_of_every_command() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # The commands of cl

            Made from the commands themselves; to make it again: `make generate`

            Results go to stdout, messages and progress to stderr. Exit codes: 0 yes; 1 no (a job failed,
            the file has mistakes, the routes are stale); 2 wrong command line; 3 could not find out (Redis down, file
            unreadable, file with mistakes where the site was asked, the wait was too short); 4 no such thing (unknown
            run, job, task, schedule or host).

            The options `-c`, `--env`, `-o`, `--debug` and `-h` may stand before or after the command. Environment:
            `CL_CONFIG` (the file), `CL_JAVA_OPTS` (more JVM options), `CL_KEY_FILE` (the key that signs), `CL_AUDIT_FILE`
            (where signed entries of the audit log are counted), `NO_COLOR`, `COLUMNS`, `VISUAL` and `EDITOR`.
            """);
    append(page, CommandTree.of(new Cl(Path.of("")).console()));

    Golden.assertIs(PAGE, page.toString());
  }

  @Test
  void the_help_of_every_command_has_an_example() {
    assertThat(commands()).allMatch(command -> command.getUsageMessage().contains("Example"));
  }

  @Test
  void the_lists_of_commands_show_whole_sentences() {
    assertThat(commands())
        .extracting(command -> command.getCommandSpec().usageMessage().description()[0])
        .allMatch(line -> line.endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void every_example_of_the_help_can_be_parsed(String example) {
    Console console = new Cl(Path.of("")).console();

    assertThatCode(() -> CommandTree.parse(console, words(example))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("answeredExamples")
  void every_example_of_the_help_is_a_right_command_line(String example, @TempDir Path directory) {
    Cl cl = new Cl(directory).file("cl.yaml", NO_REDIS);

    Cl.Ended ended = cl.run(words(example));

    assertThat(ended.exitCode()).as(ended.err()).isNotEqualTo(ExitCode.WRONG_COMMAND_LINE);
  }

  static Stream<String> answeredExamples() {
    return examples().filter(example -> !STAYING.contains(example));
  }

  /** From {@code cl} to the end of the line, or of what the shell is to do with it. */
  static Stream<String> examples() {
    return commands().stream()
        .flatMap(command -> EXAMPLE.matcher(command.getUsageMessage()).results())
        .map(found -> found.group(1).strip())
        .distinct();
  }

  /** Without the program; what stands between quotes is one. */
  private static String[] words(String example) {
    return WORD.matcher(example)
        .results()
        .map(word -> word.group().replace("\"", ""))
        .skip(1)
        .toArray(String[]::new);
  }

  private static List<CommandLine> commands() {
    return withThoseBelow(CommandTree.of(new Cl(Path.of("")).console())).toList();
  }

  private static Stream<CommandLine> withThoseBelow(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CliReferenceTest::withThoseBelow));
  }

  private static void append(StringBuilder page, CommandLine command) {
    page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
    page.append(command.getUsageMessage().stripTrailing()).append("\n```\n");
    command.getSubcommands().values().forEach(below -> append(page, below));
  }
}
