// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A part of an answer that has several.
 *
 * @param <T> what one row shows
 * @param name key of the objects in JSON and YAML; empty text: in the text only
 * @param whenEmpty line in place of a table without rows; empty text: nothing
 */
public record ViewPart<T>(String name, View<T> view, List<T> rows, String whenEmpty) {

  /** Adds the objects of the parts to a document. */
  public static Map<String, Object> addTo(Map<String, Object> document, List<ViewPart<?>> parts) {
    parts.stream()
        .filter(part -> !part.name.isEmpty())
        .forEach(part -> document.put(part.name, part.documents()));
    return document;
  }

  /** Returns the tables of the parts, with an empty line between them. */
  public static String text(List<ViewPart<?>> parts, Terminal terminal) {
    return parts.stream()
        .map(part -> part.text(terminal))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /** Returns the headings and cells of the table. */
  public Table grid() {
    return view.grid(rows);
  }

  private List<Map<String, Object>> documents() {
    return view.documents(rows);
  }

  private String text(Terminal terminal) {
    if (rows.isEmpty()) {
      return whenEmpty.isEmpty() ? "" : whenEmpty + "\n";
    }
    return view.table(rows, terminal);
  }
}
