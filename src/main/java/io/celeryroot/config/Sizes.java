// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.text.UnreadableValue;
import java.util.List;

/**
 * Sizes as cl.yaml writes them: {@code 512B}, {@code 64KB}, {@code 1MB}; the units are powers of
 * 1024.
 */
public final class Sizes {

  private static final Units UNITS =
      new Units(
          "size",
          "\"64KB\" or \"1MB\"",
          List.of(
              new Units.Unit("B", 1, "b|bytes?"),
              new Units.Unit("KB", 1L << 10, "k|ki?b"),
              new Units.Unit("MB", 1L << 20, "m|mi?b"),
              new Units.Unit("GB", 1L << 30, "g|gi?b")),
          List.of(),
          List.of("KB", "MB"));

  /** The form of a size, as a regular expression. */
  public static final String FORM = "[0-9]+(" + UNITS.names("|") + ")";

  private Sizes() {}

  /**
   * Reads a size.
   *
   * @param text a whole number directly followed by {@code B}, {@code KB}, {@code MB} or {@code GB}
   * @param max the most bytes
   * @return bytes, zero to {@code max}
   * @throws UnreadableValue any other text; its rule is {@code size}, {@code size-unit} or {@code
   *     size-range}
   */
  public static long parse(String text, long max) {
    return UNITS.parse(text, max, "more than " + format(max));
  }

  /** The shortest text that {@link #parse} reads as {@code bytes}. */
  public static String format(long bytes) {
    return UNITS.format(bytes);
  }
}
