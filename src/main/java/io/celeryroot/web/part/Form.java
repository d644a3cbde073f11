// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import java.util.List;

/**
 * A form.
 *
 * @param heading of it
 * @param target address that gets it
 * @param kind what it is for
 * @param fields in order
 * @param button text of its button
 */
public record Form(String heading, String target, Kind kind, List<FormField> fields, String button)
    implements Part {

  /** Purposes of forms. */
  public enum Kind {
    /** Its values become part of the address. */
    FILTER,
    /** It asks something that is too long for an address. */
    QUESTION,
    /** It asks for an action, so only who has the right sees it. */
    ACTION
  }

  public Form {
    fields = List.copyOf(fields);
  }

  /** Returns a form whose values become part of the address. */
  public static Form filter(String target, List<FormField> fields) {
    return new Form("Filter", target, Kind.FILTER, fields, "Show");
  }

  public boolean isFilter() {
    return kind == Kind.FILTER;
  }

  public boolean hasFile() {
    return fields.stream().anyMatch(FormField::isFile);
  }

  public boolean isAction() {
    return kind == Kind.ACTION;
  }
}
