// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds docs/cli.md, which shows the help of every command; -Dcl.regenerate writes it anew. */
final class CliReferenceTest {

  private static final Path PAGE = Path.of("docs/cli.md");

  @Test
  void the_page_shows_the_help_of_every_command() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # The commands of cl

            Made from the commands themselves; to make it again: `mvn test -Dtest=CliReferenceTest -Dcl.regenerate`

            stdout is the answer, stderr is talk. Exit codes, the same everywhere: 0 yes; 1 the answer is no (a job failed,
            the file has mistakes, the routes are stale); 2 wrong command line; 3 could not find out (Redis down, file
            unreadable, the wait was too short); 4 no such thing (unknown run, job or schedule).

            The options `-c`, `--env`, `-o`, `--debug` and `-h` may stand before or after the command. Environment:
            `CL_CONFIG` (the file), `CL_JAVA_OPTS` (more JVM options), `NO_COLOR`, `COLUMNS`, `VISUAL` and `EDITOR`.
            """);
    append(page, CommandTree.of(new Cl(Path.of("")).session()));

    if (System.getProperty("cl.regenerate") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  @Test
  void the_help_of_every_command_has_an_example() {
    List<String> without = new ArrayList<>();
    collect(CommandTree.of(new Cl(Path.of("")).session()), without);

    assertThat(without).isEmpty();
  }

  private static void collect(CommandLine command, List<String> without) {
    if (!command.getUsageMessage().contains("Example")) {
      without.add(command.getCommandSpec().qualifiedName());
    }
    command.getSubcommands().values().forEach(below -> collect(below, without));
  }

  private static void append(StringBuilder page, CommandLine command) {
    page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
    page.append(command.getUsageMessage().stripTrailing()).append("\n```\n");
    command.getSubcommands().values().forEach(below -> append(page, below));
  }
}
