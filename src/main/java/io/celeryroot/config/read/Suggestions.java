// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What the user may have meant. */
final class Suggestions {

  private static final int MAX_DISTANCE = 2;
  private static final int MAX_LISTED = 8;

  private Suggestions() {}

  /**
   * The nearest of {@code names}, at most two edits away and fewer edits than the text has
   * characters.
   */
  static Optional<String> nearest(String text, Collection<String> names) {
    String lower = text.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> Math.abs(name.length() - text.length()) <= MAX_DISTANCE)
        .min(
            Comparator.comparingInt(
                (String name) -> distance(lower, name.toLowerCase(Locale.ROOT))))
        .filter(
            name ->
                distance(lower, name.toLowerCase(Locale.ROOT))
                    <= Math.min(MAX_DISTANCE, Math.max(1, text.length() / 2)));
  }

  /** {@code ; tasks are: a, b} when there are few, else empty. */
  static String listed(String what, Collection<String> names) {
    return names.isEmpty() || names.size() > MAX_LISTED
        ? ""
        : "; " + what + " are: " + String.join(", ", names);
  }

  /** Edits (insert, delete, replace, swap of neighbours) from one text to the other. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] cost, int i, int j) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
