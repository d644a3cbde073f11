// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.MadeUpProc.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who belongs to a tree, in a made-up /proc whose pids no real process can have. */
class ProcessTreeTest {

  private static final String MARKER = "CELERYROOT_PROCESS=one";

  @TempDir Path directory;
  private MadeUpProc proc;

  @BeforeEach
  void worker_and_main_process() throws IOException {
    proc = new MadeUpProc(directory);
    proc.add(ProcessHandle.current().pid(), 1, 7, 10, "S", "PATH=/bin");
    proc.add(BASE, ProcessHandle.current().pid(), BASE, 100, "S", MARKER);
  }

  @Test
  void everything_in_the_session_belongs_to_the_tree() throws IOException {
    proc.add(BASE + 1, 1, BASE, 101, "S", "");
    assertThat(tree().pids()).containsExactlyInAnyOrder(BASE, BASE + 1);
  }

  @Test
  void the_marker_finds_an_orphan_and_its_session() throws IOException {
    proc.add(BASE + 1, 1, BASE + 1, 101, "S", "A=b", MARKER);
    proc.add(BASE + 2, 1, BASE + 1, 102, "S", "");
    assertThat(tree().pids()).containsExactlyInAnyOrder(BASE, BASE + 1, BASE + 2);
  }

  @Test
  void an_unmarked_child_in_its_own_session_is_found() throws IOException {
    proc.add(BASE + 1, BASE, BASE + 1, 101, "S", "");
    proc.add(BASE + 2, BASE + 1, BASE + 2, 102, "S", "");
    assertThat(tree().pids()).containsExactlyInAnyOrder(BASE, BASE + 1, BASE + 2);
  }

  @Test
  void a_member_stays_a_member_when_its_parent_is_gone() throws IOException {
    proc.add(BASE + 1, BASE, BASE + 1, 101, "S", "");
    ProcessTree tree = tree();
    proc.add(BASE + 1, 1, BASE + 1, 101, "S", "");
    proc.remove(BASE);
    tree.signalAll(false);
    assertThat(tree.pids()).containsExactly(BASE + 1);
  }

  @Test
  void what_starts_in_the_session_while_all_others_end_is_found() throws IOException {
    ProcessTree tree = tree();
    proc.remove(BASE);
    proc.add(BASE + 1, 1, BASE, 101, "S", "");
    assertThat(tree.isGone()).isFalse();
  }

  @Test
  void strangers_do_not_belong_to_it() throws IOException {
    proc.add(BASE + 1, 1, 7, 101, "S", "CELERYROOT_PROCESS=other");
    proc.add(BASE + 2, ProcessHandle.current().pid(), 7, 101, "S", "");
    proc.add(BASE + 3, 1, BASE + 3, 101, "S", "X" + MARKER);
    proc.add(BASE + 4, 1, BASE + 4, 101, "S", MARKER + "more");
    assertThat(tree().pids()).containsExactly(BASE);
  }

  @Test
  void nothing_older_than_the_main_process_belongs_to_it() throws IOException {
    proc.add(BASE + 1, 1, BASE + 1, 99, "S", MARKER);
    assertThat(tree().pids()).containsExactly(BASE);
  }

  @Test
  void a_stranger_with_a_reused_pid_is_spared() throws IOException {
    ProcessTree tree = tree();
    proc.add(BASE, 1, BASE, 5000, "S", "");
    proc.add(BASE + 1, BASE, BASE, 5001, "S", "");
    assertThat(tree.isGone()).isTrue();
    assertThat(tree.pids()).isEmpty();
  }

  @Test
  void a_zombie_is_gone() throws IOException {
    ProcessTree tree = tree();
    proc.add(BASE, 1, BASE, 100, "Z", "");
    assertThat(tree.isGone()).isTrue();
  }

  @Test
  void sharing_the_session_of_the_worker_makes_no_member() throws IOException {
    proc.add(BASE, ProcessHandle.current().pid(), 7, 100, "S", MARKER);
    proc.add(BASE + 1, 1, 7, 101, "S", "");
    assertThat(tree().pids()).containsExactly(BASE);
  }

  /** None of these pids exists, so the signals go nowhere. */
  private ProcessTree tree() {
    ProcessTable table = new ProcessTable(proc.path());
    ProcessTree tree = new ProcessTree(table, table.find(BASE).orElseThrow(), MARKER);
    tree.signalAll(false);
    return tree;
  }
}
