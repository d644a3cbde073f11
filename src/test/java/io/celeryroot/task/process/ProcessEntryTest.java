// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessEntryTest {

  private static final String REST =
      " 10 42 42 0 -1 4194560 90 0 0 0 0 0 0 0 20 0 1 0 777 2600960 200\n";

  @Test
  void a_command_name_may_hold_blanks_and_parentheses() {
    assertThat(ProcessEntry.parse("42 (a) S (b c) S" + REST))
        .isEqualTo(new ProcessEntry(42, 10, 42, 777, false));
  }

  @Test
  void a_process_that_only_waits_to_be_noticed_is_a_zombie() {
    assertThat(ProcessEntry.parse("42 (sh) Z" + REST).isZombie()).isTrue();
  }

  @Test
  void a_process_that_runs_on_without_its_first_thread_is_alive() {
    String twoThreads = REST.replace(" 20 0 1 0 777", " 20 0 2 0 777");
    assertThat(ProcessEntry.parse("42 (x) Z" + twoThreads).isZombie()).isFalse();
  }
}
