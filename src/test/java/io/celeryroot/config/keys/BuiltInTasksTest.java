// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.security.Security;
import io.celeryroot.testing.TestSite;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BuiltInTasksTest {

  @Test
  void each_built_in_task_is_readable() {
    Map<String, TaskDefinition> tasks = BuiltInTasks.read(Optional.empty(), Security.NONE);

    assertThat(tasks).hasSizeGreaterThanOrEqualTo(11).containsKeys("ping", "install");
    assertThat(tasks)
        .allSatisfy(
            (name, task) -> {
              assertThat(task.name()).isEqualTo(name);
              assertThat(task.isBuiltIn()).isTrue();
            });
  }

  @Test
  void no_built_in_task_needs_longer_to_end_than_a_shutdown_allows() {
    assertThat(BuiltInTasks.read(Optional.empty(), Security.NONE).values())
        .extracting(TaskDefinition::killAfter)
        .contains(BuiltInTasks.LONGEST_KILL_AFTER)
        .allMatch(time -> time.compareTo(BuiltInTasks.LONGEST_KILL_AFTER) <= 0);
  }

  @Test
  void the_tasks_of_a_file_are_told_without_reading_built_in_ones() {
    ClConfig config =
        TestSite.config(
            """
            workers: {web: {hostnames: [web01]}}
            tasks: {ping: {command: [/bin/true]}, own: {command: [/bin/true]}}
            """);

    assertThat(config.ownTasks()).extracting(TaskDefinition::name).containsExactly("ping", "own");
    assertThat(config.tasks()).containsKeys("ping", "own", "install");
  }
}
