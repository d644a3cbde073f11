// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view;

import io.celeryroot.text.Json;
import io.celeryroot.text.Yaml;
import java.util.List;
import java.util.function.Supplier;

/** The forms of an answer, by their names on the command line. */
public enum OutputFormat {
  /** Table for people. */
  table,
  /** One document with every field, for programs. */
  json,
  /** One document with every field, as YAML. */
  yaml,
  /** Text for a pull request, of the commands that have one. */
  markdown;

  /**
   * Renders an answer.
   *
   * @param document maps, lists, text, numbers, booleans and nulls; made only when asked for
   * @param table the form for people; made only when asked for
   */
  public String render(Supplier<?> document, Supplier<String> table) {
    return switch (this) {
      case table -> table.get();
      case json -> Json.indented(document.get()) + "\n";
      case yaml -> Yaml.write(document.get());
      case markdown -> throw new IllegalArgumentException("no Markdown of this answer");
    };
  }

  /** Renders one document of a stream: an object on a line, or an element of a YAML list. */
  public String renderOneOfMany(Object document) {
    return this == yaml ? Yaml.write(List.of(document)) : Json.line(document) + "\n";
  }
}
