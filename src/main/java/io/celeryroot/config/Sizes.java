// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as cl.yaml writes them: {@code 512B}, {@code 64KB}, {@code 1MB}; the units are powers of
 * 1024.
 */
public final class Sizes {

  /** The largest size in cl.yaml. */
  public static final long MAX_BYTES = 1L << 30;

  /** The form of a size, as a regular expression. */
  public static final String FORM = "[0-9]+(B|KB|MB|GB)";

  private static final Pattern SYNTAX = Pattern.compile("([+-]?)([0-9]+)\\s*([a-zA-Z]*)");
  private static final Map<String, Long> UNIT_BYTES = new LinkedHashMap<>();

  static {
    UNIT_BYTES.put("GB", 1L << 30);
    UNIT_BYTES.put("MB", 1L << 20);
    UNIT_BYTES.put("KB", 1L << 10);
    UNIT_BYTES.put("B", 1L);
  }

  private Sizes() {}

  /**
   * Reads a size.
   *
   * @param text a whole number directly followed by {@code B}, {@code KB}, {@code MB} or {@code GB}
   * @return bytes, zero to {@link #MAX_BYTES}
   * @throws UnreadableValue any other text; its rule is {@code size}, {@code size-unit} or {@code
   *     size-range}
   */
  public static long parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new UnreadableValue(
          "size",
          "not a size",
          "write a whole number and a unit, such as \"64KB\" or \"1MB\"",
          Optional.empty());
    }
    String number = matcher.group(2);
    String unit = matcher.group(3);
    if (!matcher.group(1).isEmpty()) {
      throw new UnreadableValue("size-range", "a size has no sign", "", corrected(number, unit));
    }
    if (unit.isEmpty()) {
      String hint =
          fits(number, 1L << 20) ? "write \"" + number + "KB\" or \"" + number + "MB\"" : "";
      throw new UnreadableValue("size-unit", "no unit", hint, corrected(number, "KB"));
    }
    if (!text.equals(number + unit) || !UNIT_BYTES.containsKey(unit)) {
      throw new UnreadableValue(
          "size-unit",
          "no unit \"" + unit + "\"; units are: B, KB, MB, GB",
          "",
          corrected(number, unit));
    }
    if (!fits(number, UNIT_BYTES.get(unit))) {
      throw new UnreadableValue("size-range", "larger than 1GB", "", Optional.empty());
    }
    return Long.parseLong(number) * UNIT_BYTES.get(unit);
  }

  /** The shortest text that {@link #parse} reads as {@code bytes}. */
  public static String format(long bytes) {
    return UNIT_BYTES.entrySet().stream()
        .filter(unit -> bytes != 0 && bytes % unit.getValue() == 0)
        .findFirst()
        .map(unit -> bytes / unit.getValue() + unit.getKey())
        .orElse("0B");
  }

  private static boolean fits(String number, long unitBytes) {
    return number.length() <= 10 && Long.parseLong(number) <= MAX_BYTES / unitBytes;
  }

  private static Optional<String> corrected(String number, String unit) {
    String upper =
        unit.toUpperCase(Locale.ROOT).replace("IB", "B").replaceFirst("^([KMG])$", "$1B");
    Long bytes = UNIT_BYTES.get(upper);
    return bytes == null || !fits(number, bytes) || number.matches("0+")
        ? Optional.empty()
        : Optional.of(number + upper);
  }
}
