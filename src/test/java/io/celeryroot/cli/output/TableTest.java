// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void columns_are_aligned_and_lines_have_no_blanks_at_the_end() {
    Table table = new Table("NAME", "N", "").row("a", 1, "").row("longer", 22, "x");

    assertThat(table.render(Terminal.NONE)).isEqualTo("NAME    N\na       1\nlonger  22  x\n");
  }

  @Test
  void elsewhere_than_on_a_terminal_nothing_is_cut_and_nothing_coloured() {
    Table table = new Table("A").row(Table.cell("x".repeat(300), Colour.RED));

    assertThat(table.render(Terminal.NONE)).isEqualTo("A\n" + "x".repeat(300) + "\n");
  }

  @Test
  void on_a_terminal_the_widest_column_gives_way() {
    Table table = new Table("A", "B").row("short", "y".repeat(50));

    assertThat(table.render(new Terminal(true, true, true, 20, false)).lines())
        .allMatch(line -> line.length() <= 20)
        .last()
        .isEqualTo("short  yyyyyyyyyyyy…");
  }

  @Test
  void what_a_cell_holds_cannot_drive_the_terminal() {
    Table table = new Table("A").row("\u001b[2Jx\ny");

    assertThat(table.render(Terminal.NONE)).isEqualTo("A\n\\x1b[2Jx\\ny\n");
  }

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
