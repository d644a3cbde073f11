// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Constants of enums as files, messages and people write them: in lower case. */
public final class EnumWords {

  private EnumWords() {}

  /** Returns the word of a constant, such as {@code last_success_age}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the constant of a word; empty: there is none. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst();
  }
}
