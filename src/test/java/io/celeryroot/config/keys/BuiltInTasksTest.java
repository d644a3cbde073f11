// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.TaskDefinition;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The built-in tasks are read one by one, when they are asked for. */
final class BuiltInTasksTest {

  @Test
  void each_task_alone_reads_as_it_does_in_the_whole_file() {
    Map<String, TaskDefinition> whole =
        BuiltInTasks.read(BuiltInTasks.resource("tasks.yaml"), Optional.empty());

    Map<String, TaskDefinition> oneByOne = BuiltInTasks.read(Optional.empty());

    // As text, because a Pattern equals only itself.
    assertThat(oneByOne.toString()).isEqualTo(whole.toString());
    assertThat(oneByOne).hasSizeGreaterThanOrEqualTo(11);
  }

  @Test
  void an_unknown_name_is_no_task() {
    Map<String, TaskDefinition> tasks = BuiltInTasks.read(Optional.empty());

    assertThat(tasks.get("pong")).isNull();
    assertThat(tasks.containsKey("pong")).isFalse();
  }
}
