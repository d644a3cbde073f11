// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.util.BitSet;
import java.util.function.IntFunction;

/** Sets of numbers as text, three and more in a row as a range. */
public final class Ranges {

  private Ranges() {}

  /**
   * Writes a set.
   *
   * @param name of a number
   * @param to between the ends of a range
   */
  public static String of(BitSet set, IntFunction<String> name, String to) {
    StringBuilder text = new StringBuilder();
    int from = set.nextSetBit(0);
    while (from >= 0) {
      int end = set.nextClearBit(from);
      text.append(text.isEmpty() ? "" : ",").append(name.apply(from));
      if (end - from > 1) {
        text.append(end - from > 2 ? to : ",").append(name.apply(end - 1));
      }
      from = set.nextSetBit(end);
    }
    return text.toString();
  }
}
