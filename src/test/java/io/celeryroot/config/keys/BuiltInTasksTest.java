// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.security.Security;
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
}
