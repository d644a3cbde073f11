// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for all built-in scripts. */
class ScriptsIT {

  @TempDir Path home;

  @Test
  void shellcheck_finds_nothing() throws Exception {
    assumeTrue(
        Stream.of("/usr/bin", "/usr/local/bin")
            .anyMatch(dir -> Files.exists(Path.of(dir, "shellcheck"))),
        "needs shellcheck");
    List<String> command = new ArrayList<>(List.of("shellcheck", "--shell=sh"));
    for (TaskFile.Task task : TaskFile.read().tasks().values()) {
      // One is not a script: the worker itself answers.
      if (task.scriptFile() != null) {
        command.add(Files.writeString(home.resolve(task.scriptFile()), task.script()).toString());
      }
    }

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(process.waitFor()).isZero();
  }
}
