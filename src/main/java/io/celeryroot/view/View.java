// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The columns of an answer. One list of them makes the table for people and the objects of JSON and
 * YAML.
 *
 * <p>Immutable: each method returns a changed view.
 *
 * @param <T> what one row or object shows
 */
public final class View<T> {

  /** A column without a name is in tables only; one without a heading is in objects only. */
  private record Column<T>(
      Optional<String> name,
      Optional<String> heading,
      Function<? super T, ?> value,
      Function<? super T, ?> cell,
      boolean isWhole) {}

  private final List<Column<T>> columns;
  private final Optional<Function<Collection<? extends T>, Table>> otherTable;

  public View() {
    this(List.of(), Optional.empty());
  }

  private View(
      List<Column<T>> columns, Optional<Function<Collection<? extends T>, Table>> otherTable) {
    this.columns = columns;
    this.otherTable = otherTable;
  }

  /**
   * Adds a value to the table and to the objects.
   *
   * @param name key of JSON and YAML
   * @param value a scalar, an enum, an instant, a duration (milliseconds in objects), an optional
   *     or a list of these
   */
  public View<T> column(String name, String heading, Function<? super T, ?> value) {
    return column(name, heading, value, value);
  }

  /**
   * Adds a value that people read in another form than programs.
   *
   * @param cell the value in the table, or a {@link Cell}
   */
  public View<T> column(
      String name, String heading, Function<? super T, ?> value, Function<? super T, ?> cell) {
    return with(new Column<>(Optional.of(name), Optional.of(heading), value, cell, false));
  }

  /** Adds a value that only programs read; it may be a map or a list of maps. */
  public View<T> field(String name, Function<? super T, ?> value) {
    return with(new Column<>(Optional.of(name), Optional.empty(), value, value, false));
  }

  /** Adds a value that only people read. */
  public View<T> cell(String heading, Function<? super T, ?> cell) {
    return with(new Column<>(Optional.empty(), Optional.of(heading), cell, cell, false));
  }

  /** Adds a name that people copy from the table: however narrow the terminal, it is never cut. */
  public View<T> id(String name, String heading, Function<? super T, ?> value) {
    return with(new Column<>(Optional.of(name), Optional.of(heading), value, value, true));
  }

  /** Adds a name that people copy from the table, and programs have elsewhere. */
  public View<T> idCell(String heading, Function<? super T, ?> cell) {
    return with(new Column<>(Optional.empty(), Optional.of(heading), cell, cell, true));
  }

  private View<T> with(Column<T> column) {
    return new View<>(Stream.concat(columns.stream(), Stream.of(column)).toList(), otherTable);
  }

  /**
   * Takes the table from another view; the objects stay.
   *
   * @param split makes the rows of that table from those of this view
   */
  public <R> View<T> withTable(View<R> table, Function<Collection<? extends T>, List<R>> split) {
    return new View<>(columns, Optional.of(rows -> table.grid(split.apply(rows))));
  }

  public Map<String, Object> document(T row) {
    Map<String, Object> document = new LinkedHashMap<>();
    for (Column<T> column : columns) {
      column
          .name()
          .ifPresent(
              name ->
                  document.put(name, Cell.plain(column.value().apply(row), Duration::toMillis)));
    }
    return document;
  }

  public List<Map<String, Object>> documents(Collection<? extends T> rows) {
    return rows.stream().<Map<String, Object>>map(this::document).toList();
  }

  /** Returns the table, each line ended by a line feed; without rows, its headings. */
  public String table(Collection<? extends T> rows, Terminal terminal) {
    return grid(rows).render(terminal);
  }

  public Table grid(Collection<? extends T> rows) {
    return otherTable.orElse(this::ownTable).apply(rows);
  }

  private Table ownTable(Collection<? extends T> rows) {
    List<Column<T>> shown = columns.stream().filter(c -> c.heading().isPresent()).toList();
    List<Cell> headings =
        shown.stream().map(c -> new Cell(c.heading().orElseThrow(), Colour.BOLD)).toList();
    List<List<Cell>> cells =
        rows.stream()
            .map(row -> shown.stream().map(c -> Cell.of(c.cell().apply(row))).toList())
            .toList();
    Set<Integer> whole =
        IntStream.range(0, shown.size())
            .filter(i -> shown.get(i).isWhole())
            .boxed()
            .collect(Collectors.toSet());
    return new Table(headings, cells, whole);
  }
}
