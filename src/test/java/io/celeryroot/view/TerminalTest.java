// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTest {

  @Test
  void colour_is_for_terminals_that_did_not_decline_it() {
    assertThat(Terminal.of("12", "24 80", Map.of()).colour()).isTrue();
    assertThat(Terminal.of("12", "24 80", Map.of("NO_COLOR", "1")).colour()).isFalse();
    assertThat(Terminal.of("12", "24 80", Map.of("TERM", "dumb")).colour()).isFalse();
    assertThat(Terminal.of("2", "", Map.of()).colour()).isFalse();
  }

  @Test
  void the_width_is_what_columns_says_then_the_terminal_then_80() {
    assertThat(Terminal.of("1", "24 120", Map.of("COLUMNS", "60")).width()).isEqualTo(60);
    assertThat(Terminal.of("1", "24 120", Map.of()).width()).isEqualTo(120);
    assertThat(Terminal.of("1", "0 0", Map.of()).width()).isEqualTo(80);
    assertThat(Terminal.of("", "24 120", Map.of()).width()).isZero();
  }
}
