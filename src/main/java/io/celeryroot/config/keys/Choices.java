// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The YAML text of enum constants: the name in lower case. */
public final class Choices {

  private Choices() {}

  /** The texts of some constants, in their order. */
  static List<String> of(Enum<?>... constants) {
    return Stream.of(constants).map(Choices::text).toList();
  }

  /** The text of one constant. */
  public static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
