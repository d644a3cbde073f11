// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.config.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in the control groups of a real kernel, below one that stands for the worker's. */
class CgroupsIT {

  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  @TempDir Path directory;
  private Path base;
  private Cgroups cgroups;

  @BeforeEach
  void delegate() throws IOException {
    assumeTrue(handsOut("cpu") && handsOut("memory"), "needs root and cgroup v2");
    base = Files.createDirectory(MOUNT.resolve("cl-test-" + ProcessHandle.current().pid()));
    Path own = Files.writeString(directory.resolve("own"), "0::/" + base.getFileName() + "\n");
    cgroups = Cgroups.of(MOUNT, own).orElseThrow();
  }

  private static boolean handsOut(String controller) throws IOException {
    Path handed = MOUNT.resolve("cgroup.subtree_control");
    return Files.isWritable(handed)
        && List.of(Files.readString(handed).strip().split(" ", -1)).contains(controller);
  }

  @AfterEach
  void remove() throws IOException {
    if (base != null) {
      Files.deleteIfExists(base.resolve("cl-worker"));
      Files.delete(base);
    }
  }

  @Test
  void a_program_over_its_memory_is_killed_by_the_kernel() throws Exception {
    Limits limits = limits(Optional.of(60L << 20), Optional.empty());
    Cgroup group = cgroups.make("memory", limits);

    int exit = run(limits, group, "x=$(head -c 100000000 /dev/zero | tr '\\0' x); sleep 99");

    assertThat(exit).isEqualTo(137);
    assertThat(group.wasOutOfMemory()).isTrue();
    cgroups.end(group);
    assertThat(group.directory()).doesNotExist();
  }

  @Test
  void a_program_over_its_share_of_the_processors_is_slowed_down() throws Exception {
    Limits limits = limits(Optional.empty(), Optional.of(20));
    Cgroup group = cgroups.make("cpu", limits);

    int exit = run(limits, group, "timeout 1 sh -c 'while :; do :; done'");

    assertThat(exit).isEqualTo(124);
    assertThat(Files.readString(group.directory().resolve("cpu.stat")))
        .containsPattern("nr_throttled [1-9]");
    assertThat(group.wasOutOfMemory()).isFalse();
    cgroups.end(group);
    assertThat(group.directory()).doesNotExist();
  }

  private static int run(Limits limits, Cgroup group, String script) throws Exception {
    List<String> words =
        new ArrayList<>(
            StartLine.of(
                limits,
                Optional.of(group.directory()),
                OptionalLong.empty(),
                Duration.ofMinutes(1),
                new StartLine.Tools(Optional.empty(), Optional.empty())));
    words.addAll(List.of("sh", "-c", script));
    Process process = new ProcessBuilder(words).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private static Limits limits(Optional<Long> memory, Optional<Integer> cpu) {
    return new Limits(
        memory, cpu, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
