// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ToolFailureTest {

  private static final ProcessSpec SPEC = Processes.spec("foo");

  @Test
  void util_linux_and_busybox_are_understood() {
    assertThat(
            ToolFailure.reason(
                SPEC,
                OptionalInt.of(126),
                "",
                "setsid: failed to execute foo: Permission denied\n"))
        .contains("cannot execute foo: Permission denied");
    assertThat(
            ToolFailure.reason(
                Processes.withUser(SPEC, "www"),
                OptionalInt.of(126),
                "",
                "setsid: failed to execute foo: Permission denied\n"))
        .contains("cannot execute foo as user www: Permission denied");
    assertThat(
            ToolFailure.reason(
                SPEC,
                OptionalInt.of(127),
                "",
                "setsid: can't execute 'foo': No such file or directory\n"))
        .contains("cannot execute foo: the interpreter named in its first line does not exist");
  }

  @Test
  void a_program_that_merely_exits_with_127_did_run() {
    assertThat(ToolFailure.reason(SPEC, OptionalInt.of(127), "", "sh: 1: nosuch: not found\n"))
        .isEmpty();
    assertThat(
            ToolFailure.reason(
                SPEC,
                OptionalInt.of(127),
                "x",
                "setsid: failed to execute foo: Permission denied\n"))
        .isEmpty();
    assertThat(ToolFailure.reason(SPEC, OptionalInt.empty(), "", "")).isEmpty();
  }

  @Test
  void setpriv_counts_only_where_a_user_was_asked_for() {
    String stderr = "setpriv: setresuid failed: Operation not permitted\n";
    assertThat(ToolFailure.reason(Processes.withUser(SPEC, "www"), OptionalInt.of(1), "", stderr))
        .contains("cannot run as user www: setresuid failed: Operation not permitted");
    assertThat(ToolFailure.reason(SPEC, OptionalInt.of(1), "", stderr)).isEmpty();
  }
}
