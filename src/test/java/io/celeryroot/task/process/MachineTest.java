// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static io.celeryroot.task.process.MadeUpProc.BASE;
import static io.celeryroot.task.process.MadeUpProc.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @TempDir Path directory;
  private MadeUpProc proc;
  private Machine machine;

  @BeforeEach
  void bootedMachine() throws IOException {
    proc = new MadeUpProc(directory);
    machine = new Machine(directory);
  }

  @Test
  void its_name_tells_the_boot_and_whose_process_ids_it_sees() {
    assertThat(machine.id()).isEqualTo(NAMESPACE);
    assertThat(machine.boot()).contains(NAMESPACE);
  }

  @Test
  void without_proc_its_name_is_that_of_no_other() {
    Path nothing = directory.resolve("nothing");

    assertThat(new Machine(nothing).id()).isNotEqualTo(new Machine(nothing).id());
    assertThat(new Machine(nothing).boot()).isEmpty();
  }

  @Test
  void a_process_lives_as_long_as_its_id_has_its_ticks() throws IOException {
    proc.add(BASE, 1, BASE, 500, "S", "");

    assertThat(machine.start(BASE)).isEqualTo(500);
    assertThat(machine.isGone(BASE, 500)).isFalse();
    assertThat(machine.isGone(BASE, 400)).as("another has its id").isTrue();
    assertThat(machine.isGone(BASE + 1, 500)).isTrue();
  }

  @Test
  void a_process_that_only_waits_to_be_noticed_is_gone() throws IOException {
    proc.add(BASE, 1, BASE, 500, "Z", "");

    assertThat(machine.isGone(BASE, 500)).isTrue();
  }
}
