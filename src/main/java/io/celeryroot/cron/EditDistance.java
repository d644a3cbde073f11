// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

/** How many letters must change, come or go to make one word from another (Levenshtein). */
final class EditDistance {

  private static final int LONGEST = 40;

  private EditDistance() {}

  /** The distance; words longer than 40 letters are far from everything. */
  static int between(String one, String other) {
    if (one.length() > LONGEST || other.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
