// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

import java.io.Serial;
import java.util.Optional;

/** A text that is not a value of the wanted kind: the fact, the fix and an obvious correction. */
public final class UnreadableValue extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String rule;
  private final String hint;
  private final String replacement;
  private final int offset;
  private final int length;

  /**
   * Describes a mistake in one part of the text; the reporter quotes the text itself.
   *
   * @param rule stable name such as {@code duration-unit}
   * @param message fact without the text, such as {@code no unit}
   * @param hint the fix in words; empty when {@code replacement} says it all
   * @param replacement text to write instead of the whole text
   * @param offset index of the wrong part
   * @param length chars of the wrong part; 0 when something is missing
   */
  public UnreadableValue(
      String rule,
      String message,
      String hint,
      Optional<String> replacement,
      int offset,
      int length) {
    super(message);
    this.rule = rule;
    this.hint =
        hint.isEmpty() ? replacement.map(text -> "write \"" + text + "\"").orElse("") : hint;
    this.replacement = replacement.orElse(null);
    this.offset = offset;
    this.length = length;
  }

  /** Describes a mistake in the text as a whole. */
  public UnreadableValue(String rule, String message, String hint, Optional<String> replacement) {
    this(rule, message, hint, replacement, 0, 0);
  }

  /** Describes a mistake whose correction is not known. */
  public UnreadableValue(String rule, String message, String hint) {
    this(rule, message, hint, Optional.empty());
  }

  public String rule() {
    return rule;
  }

  public String hint() {
    return hint;
  }

  /** The text to write instead of the whole text. */
  public Optional<String> replacement() {
    return Optional.ofNullable(replacement);
  }

  public int offset() {
    return offset;
  }

  /** Chars of the wrong part; 0 when something is missing or the text as a whole is wrong. */
  public int length() {
    return length;
  }
}
