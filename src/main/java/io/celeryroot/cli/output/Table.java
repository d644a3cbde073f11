// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings, aligned by blanks. Confined to one thread.
 *
 * <p>On a terminal the widest columns give way until a row fits; elsewhere nothing is cut.
 */
public final class Table {

  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private record Cell(String text, Colour colour) {}

  private final List<Cell> headings;
  private final List<List<Cell>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = Arrays.stream(headings).map(text -> new Cell(text, Colour.BOLD)).toList();
  }

  /**
   * Adds a row.
   *
   * @param cells one for each heading: text, or what {@link #cell} made
   */
  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + headings.size() + " headings");
    }
    rows.add(
        Arrays.stream(cells)
            .map(
                cell -> cell instanceof Cell c ? c : new Cell(Text.oneLine("" + cell), Colour.NONE))
            .toList());
    return this;
  }

  /** A cell with a colour. */
  public static Object cell(String text, Colour colour) {
    return new Cell(Text.oneLine(text), colour);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Headings and rows, each ended by a line feed. */
  public String render(Terminal terminal) {
    int[] widths = widths(terminal.width());
    StringBuilder text = new StringBuilder();
    append(text, headings, widths, terminal.colour());
    rows.forEach(row -> append(text, row, widths, terminal.colour()));
    return text.toString();
  }

  private int[] widths(int limit) {
    int[] widths =
        IntStream.range(0, headings.size())
            .map(
                i ->
                    Math.max(
                        length(headings.get(i)),
                        rows.stream().mapToInt(row -> length(row.get(i))).max().orElse(0)))
            .toArray();
    int room = limit - GAP.length() * (widths.length - 1);
    while (limit > 0 && Arrays.stream(widths).sum() > room) {
      int widest =
          IntStream.range(0, widths.length)
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElse(0);
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int length(Cell cell) {
    return cell.text().codePointCount(0, cell.text().length());
  }

  private static void append(StringBuilder text, List<Cell> row, int[] widths, boolean colour) {
    int last = row.size() - 1;
    while (last > 0 && row.get(last).text().isEmpty()) {
      last--;
    }
    for (int i = 0; i <= last; i++) {
      String shown = Text.cut(row.get(i).text(), widths[i]);
      text.append(row.get(i).colour().paint(shown, colour));
      if (i < last) {
        text.append(" ".repeat(widths[i] - shown.codePointCount(0, shown.length()))).append(GAP);
      }
    }
    text.append('\n');
  }
}
