// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import io.celeryroot.text.Quote;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows under headings, aligned by blanks.
 *
 * <p>On a terminal that is too narrow, cells with a {@linkplain Cell#brief brief} text show that,
 * and the widest other columns give way until a row fits, but IDs stay whole: where they leave no
 * room, a row is two lines, the IDs first. Elsewhere nothing is cut.
 *
 * @param headings one for each column
 * @param rows cells in the order of the headings
 * @param whole indexes of the columns that are never cut
 */
public record Table(List<Cell> headings, List<List<Cell>> rows, Set<Integer> whole) {

  private static final String GAP = "  ";
  private static final String INDENT = "    ";
  private static final int NARROWEST = 8;
  private static final int NARROWEST_OF_ALL = 3;

  public Table {
    headings = List.copyOf(headings);
    rows = List.copyOf(rows);
    whole = Set.copyOf(whole);
  }

  /** Returns headings and rows, each ended by a line feed. */
  public String render(Terminal terminal) {
    return isTooWide(widths(), terminal.width())
        ? shortened().narrowed(terminal)
        : narrowed(terminal);
  }

  private Table shortened() {
    return new Table(
        headings,
        rows.stream().map(row -> row.stream().map(Cell::shortened).toList()).toList(),
        whole);
  }

  private String narrowed(Terminal terminal) {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    if (fit(widths, terminal.width(), whole.isEmpty() ? NARROWEST_OF_ALL : NARROWEST)) {
      append(text, headings, widths, terminal.colour());
      rows.forEach(row -> append(text, row, widths, terminal.colour()));
      return text.toString();
    }
    return stacked(terminal);
  }

  /** Rows of two lines: the IDs, then the rest below. */
  private String stacked(Terminal terminal) {
    List<Integer> ids = columns(true);
    Table rest = part(columns(false));
    int[] widths = rest.widths();
    rest.fit(widths, terminal.width() - INDENT.length(), NARROWEST_OF_ALL);
    StringBuilder text = new StringBuilder();
    text.append(ids(headings, ids, terminal)).append(INDENT);
    append(text, rest.headings, widths, terminal.colour());
    for (int i = 0; i < rows.size(); i++) {
      text.append(ids(rows.get(i), ids, terminal)).append(INDENT);
      append(text, rest.rows.get(i), widths, terminal.colour());
    }
    return text.toString();
  }

  private static String ids(List<Cell> row, List<Integer> ids, Terminal terminal) {
    return ids.stream()
        .map(row::get)
        .map(cell -> cell.colour().paint(cell.text(), terminal.colour()) + "\n")
        .collect(Collectors.joining());
  }

  private List<Integer> columns(boolean isWhole) {
    return IntStream.range(0, headings.size())
        .filter(i -> whole.contains(i) == isWhole)
        .boxed()
        .toList();
  }

  private Table part(List<Integer> columns) {
    return new Table(
        columns.stream().map(headings::get).toList(),
        rows.stream().map(row -> columns.stream().map(row::get).toList()).toList(),
        Set.of());
  }

  private int[] widths() {
    return IntStream.range(0, headings.size())
        .map(
            i ->
                Math.max(
                    headings.get(i).length(),
                    rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)))
        .toArray();
  }

  /**
   * Narrows columns until a row fits.
   *
   * @param limit columns of the terminal; 0: unlimited
   * @param narrowest width below which no column gets
   * @return false: IDs leave no room
   */
  private boolean fit(int[] widths, int limit, int narrowest) {
    IntUnaryOperator brief = i -> Math.max(narrowest, briefLength(i));
    boolean fits = narrow(widths, limit, brief);
    if (fits || !whole.isEmpty()) {
      return fits;
    }
    int last = lastBrief();
    narrow(widths, limit, i -> i == last ? brief.applyAsInt(i) : narrowest);
    narrow(widths, limit, i -> narrowest);
    return true;
  }

  /** Narrows the widest columns; returns whether a row fits. */
  private boolean narrow(int[] widths, int limit, IntUnaryOperator narrowest) {
    while (isTooWide(widths, limit)) {
      OptionalInt next = widest(widths, narrowest);
      if (next.isEmpty()) {
        return false;
      }
      widths[next.getAsInt()]--;
    }
    return true;
  }

  /** The last column that is kept, which gives way last; -1 if there is none. */
  private int lastBrief() {
    return IntStream.range(0, headings.size()).filter(i -> briefLength(i) > 0).max().orElse(-1);
  }

  private static boolean isTooWide(int[] widths, int limit) {
    return limit > 0 && Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) > limit;
  }

  /** The widest of the columns that are wider than they must be; IDs are not. */
  private OptionalInt widest(int[] widths, IntUnaryOperator narrowest) {
    return IntStream.range(0, widths.length)
        .filter(i -> !whole.contains(i) && widths[i] > narrowest.applyAsInt(i))
        .reduce((a, b) -> widths[b] > widths[a] ? b : a);
  }

  private int briefLength(int column) {
    return rows.stream().mapToInt(row -> row.get(column).brief().length()).max().orElse(0);
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
