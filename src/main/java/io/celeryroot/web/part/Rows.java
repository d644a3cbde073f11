// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import io.celeryroot.view.Cell;
import io.celeryroot.view.Table;
import io.celeryroot.view.ViewPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/**
 * A table.
 *
 * @param heading of it
 * @param columns headings of the columns
 * @param rows cells in the order of the columns; the first cell names the row
 * @param whenEmpty sentence in place of a table without rows
 */
public record Rows(String heading, List<String> columns, List<List<Link>> rows, String whenEmpty)
    implements Part {

  public Rows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Shows the table of a view.
   *
   * @param href gives the address for a text under a heading; empty text: none
   */
  public static Rows of(
      String heading, Table table, BinaryOperator<String> href, String whenEmpty) {
    List<String> columns = table.headings().stream().map(Cell::text).toList();
    List<List<Link>> rows = new ArrayList<>();
    for (List<Cell> row : table.rows()) {
      rows.add(
          IntStream.range(0, row.size())
              .mapToObj(i -> link(columns.get(i), row.get(i), href))
              .toList());
    }
    return new Rows(heading, columns, rows, whenEmpty);
  }

  /** Shows the table of a view without links. */
  public static Rows of(String heading, Table table, String whenEmpty) {
    return of(heading, table, (column, text) -> "", whenEmpty);
  }

  /** Shows the table of a view with links to what has a page. */
  public static Rows linked(String heading, Table table, String whenEmpty) {
    return of(heading, table, Address::inColumn, whenEmpty);
  }

  /** Shows a part of an answer with links to what has a page. */
  public static Rows of(ViewPart<?> part) {
    return linked(part.heading(), part.grid(), part.whenEmpty());
  }

  private static Link link(String column, Cell cell, BinaryOperator<String> href) {
    String address = cell.text().isEmpty() ? "" : href.apply(column, cell.text());
    return new Link(cell.text(), Tone.of(cell.colour()), address);
  }
}
