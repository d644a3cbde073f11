// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

/**
 * Shell globs over plain names: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]}.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_13">POSIX,
 *     Pattern Matching Notation</a>
 */
public final class Glob {

  private Glob() {}

  /** Returns whether {@code text} is a pattern and not a plain name. */
  public static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Returns whether a bracket of {@code text} is never closed, and so stands for itself. */
  public static boolean hasOpenBracket(String text) {
    int open = text.indexOf('[');
    while (open >= 0) {
      int close = text.indexOf(']', open + 2);
      if (close < 0) {
        return true;
      }
      open = text.indexOf('[', close);
    }
    return false;
  }

  /** Returns whether {@code name} as a whole matches {@code pattern}. */
  public static boolean matches(String pattern, String name) {
    return matches(pattern, 0, name, 0);
  }

  /**
   * Returns whether the name of a file matches. Hidden files, such as those of editors, match no
   * pattern that does not begin with a dot itself, as in a shell.
   */
  public static boolean matchesFile(String pattern, String name) {
    return matches(pattern, name)
        && (pattern.startsWith(".") || !name.startsWith("."))
        && (pattern.endsWith("~") || !name.endsWith("~"));
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      int next = p < pattern.length() ? step(pattern, p, name.charAt(n)) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (next > 0) {
        p = next;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The place in the pattern after the one element that matches {@code c}, or -1. */
  private static int step(String pattern, int p, char c) {
    char element = pattern.charAt(p);
    int close = element == '[' ? pattern.indexOf(']', p + 2) : -1;
    if (close < 0) {
      return element == '?' || element == c ? p + 1 : -1;
    }
    boolean negated = pattern.charAt(p + 1) == '!';
    boolean found = false;
    for (int i = p + (negated ? 2 : 1); i < close; i++) {
      boolean range = i + 2 < close && pattern.charAt(i + 1) == '-';
      found |=
          range ? pattern.charAt(i) <= c && c <= pattern.charAt(i + 2) : pattern.charAt(i) == c;
      i += range ? 2 : 0;
    }
    return found == negated ? -1 : close + 1;
  }
}
