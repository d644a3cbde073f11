// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Json;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Quote;
import java.util.Collection;
import java.util.stream.Collectors;

/** Values of cl.yaml on one line. */
final class Texts {

  private static final int LONGEST = 80;
  private static final int MOST = 6;

  private Texts() {}

  /** Returns a text as it is, names summed up, and everything else as JSON. */
  static String of(Object value) {
    if (value instanceof Collection<?> list && list.stream().allMatch(String.class::isInstance)) {
      return cut(HostRanges.text(list.stream().map(String::valueOf).toList(), MOST));
    }
    return cut(value instanceof String text ? text : Json.line(value));
  }

  /** Returns the elements of a list in their order. */
  static String inOrder(Collection<?> list) {
    return cut(list.stream().map(Texts::of).collect(Collectors.joining(", ")));
  }

  private static String cut(String text) {
    return text.isEmpty() ? "\"\"" : Quote.cut(Printable.line(text), LONGEST);
  }
}
