// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.output;

import java.util.List;
import java.util.function.Supplier;

/** The forms of an answer, by their names on the command line. */
public enum OutputFormat {
  /** For people. */
  table,
  /** For programs: one document, every field. */
  json,
  /** The same document as YAML. */
  yaml;

  /**
   * Renders an answer.
   *
   * @param document maps, lists, text, numbers, booleans and nulls
   * @param table the form for people; made only when asked for
   */
  public String render(Object document, Supplier<String> table) {
    return switch (this) {
      case table -> table.get();
      case json -> JsonText.of(document);
      case yaml -> YamlText.of(document);
    };
  }

  /**
   * Renders one of many documents that come one after another: an object on a line, or an element
   * of a list.
   */
  public String renderOneOfMany(Object document) {
    return this == yaml ? YamlText.of(List.of(document)) : JsonText.onOneLine(document);
  }
}
