// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ViewTest {

  private static final View<Object> VALUE =
      new View<Object>().column("the_value", "VALUE", value -> value);

  private static String cell(Object value) {
    return VALUE.table(List.of(value), Terminal.NONE).substring("VALUE\n".length()).strip();
  }

  private static Object plain(Object value) {
    return VALUE.document(value).get("the_value");
  }

  @Test
  void a_column_is_in_the_table_and_in_the_object() {
    View<Integer> view =
        new View<Integer>()
            .column("n", "N", n -> n)
            .column("twice", "TWICE", n -> 2 * n, n -> "2 x " + n)
            .field("hidden", n -> "x")
            .cell("SHOWN", n -> "y");

    assertThat(view.table(List.of(1), Terminal.NONE)).isEqualTo("N  TWICE  SHOWN\n1  2 x 1  y\n");
    assertThat(view.documents(List.of(1)))
        .containsExactly(Map.of("n", 1, "twice", 2, "hidden", "x"));
  }

  @Test
  void values_have_a_form_for_people_and_one_for_programs() {
    Instant at = Instant.parse("2026-11-23T10:00:00.9Z");

    assertThat(cell(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(plain(Duration.ofSeconds(200))).isEqualTo(200_000L);
    assertThat(cell(Optional.of(at))).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(plain(Optional.of(at))).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(cell(List.of("a", "b"))).isEqualTo("a, b");
    assertThat(plain(List.of("a", at))).isEqualTo(List.of("a", "2026-11-23T10:00:00Z"));
    assertThat(cell(OptionalInt.of(3))).isEqualTo("3");
    assertThat(plain(OptionalInt.of(3))).isEqualTo(3);
    assertThat(cell(Colour.RED)).isEqualTo("red");
    assertThat(plain(Colour.RED)).isEqualTo("red");
  }

  @Test
  void an_absent_value_is_an_empty_cell_and_null() {
    assertThat(cell(Optional.empty())).isEmpty();
    assertThat(plain(Optional.empty())).isNull();
    assertThat(cell(OptionalInt.empty())).isEmpty();
    assertThat(plain(OptionalInt.empty())).isNull();
  }

  @Test
  void columns_are_aligned_and_lines_have_no_blanks_at_the_end() {
    View<List<?>> view =
        new View<List<?>>()
            .cell("NAME", row -> row.get(0))
            .cell("N", row -> row.get(1))
            .cell("", row -> row.get(2));

    assertThat(
            view.table(
                Arrays.asList(List.of("a", 1, ""), List.of("longer", 22, "x")), Terminal.NONE))
        .isEqualTo("NAME    N\na       1\nlonger  22  x\n");
  }

  @Test
  void elsewhere_than_on_a_terminal_nothing_is_cut_and_nothing_coloured() {
    assertThat(cell(new Cell("x".repeat(300), Colour.RED))).isEqualTo("x".repeat(300));
  }

  @Test
  void on_a_terminal_the_widest_column_gives_way() {
    View<String> view = new View<String>().cell("A", row -> "short").cell("B", row -> row);

    assertThat(
            view.table(List.of("y".repeat(50)), new Terminal(true, true, true, 20, false)).lines())
        .allMatch(line -> line.length() <= 20)
        .last()
        .isEqualTo("short  yyyyyyyyyyyy…");
  }

  @Test
  void times_are_shortened_before_anything_is_cut_and_stay_whole() {
    View<Instant> view =
        new View<Instant>()
            .column("at", "SUBMITTED (UTC)", at -> at)
            .cell("TASK", at -> "x".repeat(30));
    List<Instant> rows = List.of(Instant.parse("2026-11-24T02:00:10Z"));

    assertThat(lastLine(view, rows, 52)).isEqualTo("2026-11-24T02:00:10Z  " + "x".repeat(30));
    assertThat(lastLine(view, rows, 51)).isEqualTo("11-24 02:00      " + "x".repeat(30));
    assertThat(lastLine(view, rows, 20)).isEqualTo("11-24 02:00  xxxxxx…");
    assertThat(lastLine(view, rows, 10)).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void what_matters_most_is_cut_last() {
    View<String> view =
        new View<String>()
            .id("run", "RUN", text -> "ping-2026-11-24T02:00:10Z-0123abcd")
            .cell("TASK", text -> "check_security_updates")
            .cell("SUBMITTED (UTC)", text -> Instant.parse("2026-11-24T02:00:10Z"))
            .cell("BY", text -> Cell.kept("operator@example"))
            .cell("OUTCOME", text -> Cell.keptBeginning(text, Colour.RED))
            .cell("LONGEST", text -> "1 min 12 s");

    assertThat(lastLine(view, List.of("4 ok, 1 failed"), 40))
        .hasSizeLessThanOrEqualTo(40)
        .contains("4 ok, 1 failed");
    assertThat(lastLine(view, List.of("skipped " + "x".repeat(80)), 80))
        .hasSizeLessThanOrEqualTo(80)
        .contains("11-24 02:00", "operator@example", "skipped " + "x".repeat(15));
  }

  private static <R> String lastLine(View<R> view, List<R> rows, int width) {
    return view.table(rows, new Terminal(true, true, true, width, false))
        .lines()
        .reduce("", (a, b) -> b);
  }

  @Test
  void what_a_cell_holds_cannot_drive_the_terminal() {
    assertThat(cell("\u001b[2Jx\ny")).isEqualTo("\\x1b[2Jx\\ny");
  }
}
