// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names to offer in place of one that is not known. */
public final class Nearest {

  private static final int FARTHEST = 2;
  private static final int MOST_LISTED = 8;

  private Nearest() {}

  /**
   * Finds the name that a mistyped word was most likely meant to be.
   *
   * @param word as the user wrote it
   * @param names the known ones
   * @return the first of {@link #all}; empty when no name is near
   */
  public static Optional<String> to(String word, Collection<String> names) {
    return all(word, names).stream().findFirst();
  }

  /**
   * Finds the names at the smallest distance from a word.
   *
   * <p>An edit inserts, deletes or replaces a character, or swaps two neighbours; letter case does
   * not count. A name is near at two edits or fewer, and at most half as many edits as the word has
   * characters.
   *
   * @param word as the user wrote it
   * @param names the known ones
   * @return in the order of {@code names}; empty when no name is near
   */
  public static List<String> all(String word, Collection<String> names) {
    return all(word, names, FARTHEST);
  }

  /**
   * Finds the names at the smallest distance from a word, as {@link #all(String, Collection)}.
   *
   * @param farthest most edits, 0 or more
   */
  public static List<String> all(String word, Collection<String> names, int farthest) {
    String lower = word.toLowerCase(Locale.ROOT);
    int smallest = Math.min(farthest, lower.length() / 2);
    List<String> nearest = new ArrayList<>();
    for (String name : names) {
      int distance = distance(lower, name.toLowerCase(Locale.ROOT), smallest);
      if (distance < smallest) {
        nearest.clear();
        smallest = distance;
      }
      if (distance == smallest) {
        nearest.add(name);
      }
    }
    return nearest;
  }

  /**
   * Lists the known names when there are few.
   *
   * @param kind of the names, in the plural
   * @param names the known ones
   * @return {@code ; tasks are: a, b}; empty when there are none or more than eight
   */
  public static String listed(String kind, Collection<String> names) {
    return names.isEmpty() || names.size() > MOST_LISTED
        ? ""
        : "; " + kind + " are: " + String.join(", ", names);
  }

  /** The number of edits between two texts; anything above {@code limit} when there are more. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
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
    boolean isSwapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
