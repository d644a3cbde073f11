// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The known name that a mistyped one was perhaps meant to be. */
public final class Nearest {

  private static final int FARTHEST = 2;
  private static final int LISTED = 8;

  private Nearest() {}

  /** {@code ; did you mean "status"?}, or nothing when no name is near. */
  public static String suggestion(String word, Stream<String> known) {
    return find(word, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /** A fact and its fix: {@code no schedule "x"; schedules are: a, b; did you mean "a"?}. */
  static String unknown(String kind, String word, Collection<String> known) {
    List<String> names = known.stream().sorted().toList();
    String all =
        names.isEmpty()
            ? "; the file has none"
            : names.size() > LISTED ? "" : "; " + kind + "s are: " + String.join(", ", names);
    return "no " + kind + " \"" + word + "\"" + all + suggestion(word, names.stream());
  }

  /** The nearest name at edit distance 2 or less, and nearer than replacing the whole word. */
  static Optional<String> find(String word, Stream<String> known) {
    int limit = Math.min(FARTHEST, word.length() - 1);
    return known
        .filter(name -> distance(word, name) <= limit)
        .min(Comparator.comparingInt(name -> distance(word, name)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
