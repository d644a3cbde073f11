// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.redis;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers that we wrote into Redis; whoever can write to it may have written anything else. */
public final class Digits {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

  private Digits() {}

  /**
   * Reads a number.
   *
   * @param text null: there is none
   * @return empty: none of ours, which have at most 15 digits
   */
  public static Optional<Long> read(String text) {
    return Optional.ofNullable(text)
        .filter(some -> NUMBER.matcher(some).matches())
        .map(Long::parseLong);
  }
}
