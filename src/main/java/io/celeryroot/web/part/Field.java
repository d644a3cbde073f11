// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import java.util.List;
import java.util.stream.Stream;

/**
 * A field of a form.
 *
 * @param name in the form
 * @param label for people
 * @param type of HTML, such as {@code text}, {@code password}, {@code hidden} or {@code area}
 * @param value before somebody changes it
 * @param choices allowed values; empty: any
 * @param pattern that the whole value must match; empty text: any
 * @param isRequired true: it may not be empty
 * @param hint one line of help; empty text: none
 * @param none words for the choice that is empty
 */
public record Field(
    String name,
    String label,
    String type,
    String value,
    List<String> choices,
    String pattern,
    boolean isRequired,
    String hint,
    String none) {

  public Field {
    choices = List.copyOf(choices);
  }

  public static Field text(String name, String label, String value, String hint) {
    return new Field(name, label, "text", value, List.of(), "", false, hint, "");
  }

  public static Field hidden(String name, String value) {
    return new Field(name, "", "hidden", value, List.of(), "", false, "", "");
  }

  public static Field choice(String name, String label, String value, List<String> choices) {
    return new Field(name, label, "choice", value, choices, "", false, "", "any");
  }

  /** Returns a field for an order; without a choice, that of the file. */
  public static Field order(String value, List<String> choices) {
    List<String> all = Stream.concat(Stream.of(""), choices.stream()).toList();
    return new Field("sort", "Order", "choice", value, all, "", false, "", "as it is");
  }

  /** Returns a field for several lines. */
  public static Field area(String name, String label, String value, String hint) {
    return new Field(name, label, "area", value, List.of(), "", false, hint, "");
  }

  /** Returns a field for a file, which can be dropped on it. */
  public static Field file(String name, String label, String hint) {
    return new Field(name, label, "file", "", List.of(), "", false, hint, "");
  }

  public boolean isFile() {
    return type.equals("file");
  }

  public boolean isHidden() {
    return type.equals("hidden");
  }
}
