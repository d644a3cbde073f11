// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.util.HashSet;
import java.util.Set;

/** The names of one section of a file: valid ones, each given once. */
public final class Names {

  private static final int LONGEST = 60;

  private final Set<String> taken;

  /**
   * Names that differ from some others.
   *
   * @param reserved names to keep free
   */
  public Names(Set<String> reserved) {
    this.taken = new HashSet<>(reserved);
  }

  /**
   * Returns the valid name nearest to a text.
   *
   * @param fallback when the text has no letter
   */
  public static String valid(String wanted, String fallback) {
    String name =
        wanted
            .replaceAll("[^A-Za-z0-9_-]+", "_")
            .replaceAll("_{2,}", "_")
            .replaceFirst("^[^A-Za-z]+", "");
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    String trimmed = cut.replaceFirst("[_-]+$", "");
    return trimmed.isEmpty() ? fallback : trimmed;
  }

  /** Returns true if a text is a valid name as it is. */
  public static boolean isValid(String name) {
    return !name.isEmpty() && valid(name, "").equals(name);
  }

  /** Gives a name as it is, although others are kept free. */
  void take(String name) {
    taken.add(name);
  }

  /** Gives a name: the nearest valid one, with a number if it is taken. */
  public String give(String wanted, String fallback) {
    String name = valid(wanted, fallback);
    String given = name;
    for (int i = 2; !taken.add(given); i++) {
      given = name + "_" + i;
    }
    return given;
  }
}
