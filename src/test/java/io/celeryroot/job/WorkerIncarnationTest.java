// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkerIncarnationTest {

  private static final Path STAT = Path.of("/proc/self/stat");

  @Test
  void the_start_of_a_process_does_not_depend_on_the_clock() throws IOException {
    assumeTrue(Files.isReadable(STAT));
    String stat = Files.readString(STAT, ISO_8859_1);
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];

    WorkerIncarnation instance = WorkerIncarnation.create();

    assertThat(instance.text()).contains("/" + ProcessHandle.current().pid() + "/" + ticks + "/");
    assertThat(instance.isGone()).isFalse();
  }

  @Test
  void a_lease_with_numbers_that_no_process_has_is_another_process() {
    String machine = WorkerIncarnation.create().text().replaceFirst("/.*", "");

    WorkerIncarnation forged = new WorkerIncarnation(machine + "/" + "9".repeat(30) + "/1/x");

    assertThat(forged.isGone()).isFalse();
    assertThat(forged.inWords()).isEqualTo("another process");
  }
}
