// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.part;

import java.util.List;

/**
 * A form.
 *
 * @param heading of it
 * @param target address that gets it
 * @param isAction true: it asks for an action, so only who has the right sees it
 * @param fields in order
 * @param button text of its button
 */
public record Form(
    String heading, String target, boolean isAction, List<Field> fields, String button)
    implements Part {

  public Form {
    fields = List.copyOf(fields);
  }

  /** Returns a form whose values become part of the address. */
  public static Form filter(String target, List<Field> fields) {
    return new Form("Filter", target, false, fields, "Show");
  }
}
