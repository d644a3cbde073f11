// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table under a heading, for a terminal and for a page.
 *
 * @param heading empty text: none
 * @param whenEmpty sentence in place of a table without rows
 */
public record HeadedTable(String heading, Table table, String whenEmpty) {

  public HeadedTable {
    requireNonNull(heading, "heading");
    requireNonNull(table, "table");
    requireNonNull(whenEmpty, "whenEmpty");
  }

  /** Returns the sections as text, with an empty line between them. */
  public static String text(List<HeadedTable> sections, Terminal terminal) {
    return sections.stream()
        .map(section -> section.text(terminal))
        .collect(Collectors.joining("\n"));
  }

  private String text(Terminal terminal) {
    String head = heading.isEmpty() ? "" : Colour.BOLD.paint(heading, terminal.colour()) + "\n";
    return head + (table.rows().isEmpty() ? whenEmpty + "\n" : table.render(terminal));
  }
}
