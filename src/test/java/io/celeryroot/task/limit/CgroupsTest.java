// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.limit.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into a made-up file system of control groups. */
class CgroupsTest {

  private static final Limits LIMITS =
      new Limits(
          Optional.of(512L << 20),
          Optional.of(50),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @TempDir Path mount;

  @Test
  void a_delegated_group_is_divided_and_gets_a_group_for_each_program() throws Exception {
    Path base = base("cpu io memory pids");
    Files.writeString(base.resolve("cgroup.procs"), "4711\n");

    Cgroup group = cgroups().orElseThrow().make("x", LIMITS);

    assertThat(base.resolve("cl-worker/cgroup.procs")).hasContent("4711");
    assertThat(base.resolve("cgroup.subtree_control")).hasContent("+cpu +memory");
    assertThat(group.directory()).isEqualTo(base.resolve("cl-job-x"));
    assertThat(group.directory().resolve("memory.max")).hasContent("536870912");
    assertThat(group.directory().resolve("memory.oom.group")).hasContent("1");
    assertThat(group.directory().resolve("cpu.max")).hasContent("50000 100000");
  }

  @Test
  void a_group_without_the_controllers_is_not_touched() throws Exception {
    Path base = base("hugetlb");
    assertThat(cgroups()).isEmpty();
    assertThat(base.resolve("cl-worker")).doesNotExist();
  }

  @Test
  void the_root_of_a_machine_and_version_1_are_not_touched() throws Exception {
    assertThat(Cgroups.of(mount, own("4:memory:/x\n0::/\n"))).isEmpty();
    assertThat(Cgroups.of(mount, own("4:memory:/x\n"))).isEmpty();
  }

  @Test
  void the_kernel_says_whether_memory_ran_out() throws Exception {
    base("cpu memory");
    Cgroup group = cgroups().orElseThrow().make("x", Limits.NONE);
    assertThat(group.wasOutOfMemory()).isFalse();
    Files.writeString(group.directory().resolve("memory.events"), "max 3\noom 1\noom_kill 0\n");
    assertThat(group.wasOutOfMemory()).isFalse();
    Files.writeString(group.directory().resolve("memory.events"), "max 3\noom 1\noom_kill 2\n");
    assertThat(group.wasOutOfMemory()).isTrue();
  }

  @Test
  void a_group_that_is_still_in_use_is_removed_later() throws Exception {
    base("cpu memory");
    Cgroups cgroups = cgroups().orElseThrow();
    Cgroup first = cgroups.make("first", Limits.NONE);
    Path process = Files.createFile(first.directory().resolve("process"));
    cgroups.end(first);
    assertThat(first.directory()).exists();
    Files.delete(process);
    cgroups.make("second", Limits.NONE);
    assertThat(first.directory()).doesNotExist();
  }

  private Path base(String controllers) throws IOException {
    Path base = Files.createDirectories(mount.resolve("system.slice/worker.service"));
    Files.writeString(base.resolve("cgroup.controllers"), controllers + "\n");
    Files.writeString(base.resolve("cgroup.subtree_control"), "\n");
    Files.writeString(base.resolve("cgroup.procs"), "");
    return base;
  }

  private Optional<Cgroups> cgroups() throws IOException {
    return Cgroups.of(mount, own("0::/system.slice/worker.service\n"));
  }

  private Path own(String text) throws IOException {
    return Files.writeString(mount.resolve("own"), text);
  }
}
