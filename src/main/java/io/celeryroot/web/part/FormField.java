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
public record FormField(
    String name,
    String label,
    String type,
    String value,
    List<String> choices,
    String pattern,
    boolean isRequired,
    String hint,
    String none) {

  public FormField {
    choices = List.copyOf(choices);
  }

  public static FormField text(String name, String label, String value, String hint) {
    return new FormField(name, label, "text", value, List.of(), "", false, hint, "");
  }

  public static FormField hidden(String name, String value) {
    return new FormField(name, "", "hidden", value, List.of(), "", false, "", "");
  }

  public static FormField choice(String name, String label, String value, List<String> choices) {
    return new FormField(name, label, "choice", value, choices, "", false, "", "any");
  }

  /** Returns a field for an order; without a choice, that of the file. */
  public static FormField order(String value, List<String> choices) {
    List<String> all = Stream.concat(Stream.of(""), choices.stream()).toList();
    return new FormField("sort", "Order", "choice", value, all, "", false, "", "as it is");
  }

  /** Returns a field for several lines. */
  public static FormField area(String name, String label, String value, String hint) {
    return new FormField(name, label, "area", value, List.of(), "", false, hint, "");
  }

  /** Returns a field for a file, which can be dropped on it. */
  public static FormField file(String name, String label, String hint) {
    return new FormField(name, label, "file", "", List.of(), "", false, hint, "");
  }

  public boolean isFile() {
    return type.equals("file");
  }

  public boolean isHidden() {
    return type.equals("hidden");
  }
}
