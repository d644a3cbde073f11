// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

/** The kinds of values that facts have, and that they are compared with. */
public enum Kind {
  PERCENT("a percentage, 0% to 100%", "80%", true),
  SIZE("a size; units are: B, KB, MB, GB, TB", "10GB", true),
  DURATION("a duration; units are: ms, s, m, h, d", "24h", true),
  NUMBER("a number", "2.5", true),
  HOUR("a whole hour, 0 to 23", "22", true),
  WEEKDAY("a weekday: mon, tue, wed, thu, fri, sat, sun", "sat", false),
  OUTCOME("an outcome: ok, failed, \"timed out\", cancelled, lost or never", "ok", false),
  TEXT("a text in quotes", "\"up\"", false),
  /** Output of a task; the quantity that it is compared with says how it is read. */
  OUTPUT("a number, a percentage, a duration, a size or a text in quotes", "100", true),
  /** Stands alone in a condition. */
  YES_NO("yes or no", "", false);

  private final String words;
  private final String example;
  private final boolean isOrdered;

  Kind(String words, String example, boolean isOrdered) {
    this.words = words;
    this.example = example;
    this.isOrdered = isOrdered;
  }

  /** The kind in words, with its units or choices. */
  public String words() {
    return words;
  }

  /** A value as a condition writes it; empty for {@link #YES_NO}. */
  public String example() {
    return example;
  }

  /** Returns whether one value can be less than another. */
  public boolean isOrdered() {
    return isOrdered;
  }
}
