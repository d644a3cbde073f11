// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.console.Console;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "task ping -t web, task run ping -t web",
    "task -t web ping, task run -t web ping",
    "-c a.yaml task ping, -c a.yaml task run ping",
    "task install list -t web, task run install list -t web",
    "task --wait ping, task run --wait ping",
  })
  void a_task_name_after_task_means_run(String typed, String meant) {
    assertThat(withRun(typed)).containsExactly(meant.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "task status",
    "task result x",
    "task run status -t web",
    "task",
    "task --help",
    "schedule run task",
    "queue list",
    "-c task queue list"
  })
  void everything_else_stays(String typed) {
    assertThat(withRun(typed)).containsExactly(typed.split(" "));
  }

  private static String[] withRun(String typed) {
    Console console = new Cl(Path.of("")).console();
    CommandLine root = CommandTree.of(console);
    CommandLine task = root.getSubcommands().get("task");
    return new Arguments(root.getCommandSpec(), List.of(typed.split(" ")))
        .withRun(
            task.getSubcommands()::containsKey,
            () -> task.getSubcommands().get("run").getCommandSpec())
        .toArray();
  }
}
