// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A part of an answer that has several.
 *
 * @param <T> what one row shows
 * @param name key of the objects in JSON and YAML; empty text: for people only
 * @param heading above the table; empty text: none
 * @param whenEmpty line in place of a table without rows; empty text: nothing
 */
public record ViewPart<T>(
    String name, String heading, View<T> view, List<T> rows, String whenEmpty) {

  public ViewPart(String name, View<T> view, List<T> rows, String whenEmpty) {
    this(name, "", view, rows, whenEmpty);
  }

  /** Adds the objects of the parts to a document. */
  public static Map<String, Object> addTo(Map<String, Object> document, List<ViewPart<?>> parts) {
    parts.stream().filter(part -> !part.name.isEmpty()).forEach(part -> part.addTo(document));
    return document;
  }

  /** Returns the tables of the parts, with an empty line between them. */
  public static String text(List<ViewPart<?>> parts, Terminal terminal) {
    return parts.stream()
        .map(part -> part.text(terminal))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  public Table grid() {
    return view.grid(rows);
  }

  private void addTo(Map<String, Object> document) {
    document.put(name, view.documents(rows));
  }

  private String text(Terminal terminal) {
    if (rows.isEmpty() && whenEmpty.isEmpty()) {
      return "";
    }
    String head = heading.isEmpty() ? "" : Colour.BOLD.paint(heading, terminal.colour()) + "\n";
    return head + (rows.isEmpty() ? whenEmpty + "\n" : view.table(rows, terminal));
  }
}
