// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskNamesTest {

  @ParameterizedTest
  @CsvSource({
    "task ping -t web, task run ping -t web",
    "task -t web ping, task run -t web ping",
    "-c a.yaml task ping, -c a.yaml task run ping",
    "task install list -t web, task run install list -t web",
    "task --wait ping, task run --wait ping",
  })
  void a_task_name_after_task_means_run(String typed, String meant) {
    assertThat(TaskNames.withRun(typed.split(" "))).containsExactly(meant.split(" "));
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
    assertThat(TaskNames.withRun(typed.split(" "))).containsExactly(typed.split(" "));
  }

  @Test
  void the_commands_below_task_are_the_known_ones() {
    assertThat(
            CommandTree.of(new Cl(Path.of("")).console())
                .getSubcommands()
                .get("task")
                .getSubcommands()
                .keySet())
        .isEqualTo(TaskNames.COMMANDS);
  }
}
