// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import io.celeryroot.text.Quote;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings, aligned by blanks.
 *
 * <p>On a terminal the widest columns give way until a row fits; elsewhere nothing is cut.
 *
 * @param headings one for each column
 * @param rows cells in the order of the headings
 */
record Table(List<Cell> headings, List<List<Cell>> rows) {

  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  /** Returns headings and rows, each ended by a line feed. */
  String render(Terminal terminal) {
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
                        headings.get(i).length(),
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)))
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

  private static void append(StringBuilder text, List<Cell> row, int[] widths, boolean colour) {
    int last = row.size() - 1;
    while (last > 0 && row.get(last).text().isEmpty()) {
      last--;
    }
    for (int i = 0; i <= last; i++) {
      String shown = Quote.cut(row.get(i).text(), widths[i]);
      text.append(row.get(i).colour().paint(shown, colour));
      if (i < last) {
        text.append(" ".repeat(widths[i] - shown.codePointCount(0, shown.length()))).append(GAP);
      }
    }
    text.append('\n');
  }
}
