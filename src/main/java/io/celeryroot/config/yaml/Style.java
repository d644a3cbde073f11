// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import java.util.Optional;
import java.util.regex.Pattern;

/** The way in which a scalar is written. */
public enum Style {
  PLAIN(""),
  SINGLE_QUOTED("'"),
  DOUBLE_QUOTED("\""),
  /**
   * A block, or text over several lines, or with escapes. Positions inside it are unknown, and it
   * cannot be replaced.
   */
  OPAQUE("");

  private static final Pattern PLAIN_SAFE =
      Pattern.compile("[A-Za-z0-9_/.+@-][A-Za-z0-9_/.+@ *,:-]*(?<![: ])");

  private final String quote;

  Style(String quote) {
    this.quote = quote;
  }

  /** The style of a scalar, by its text and what stands in the file. */
  static Style of(String text, String written) {
    if (written.equals(text)) {
      return PLAIN;
    }
    return SINGLE_QUOTED.encloses(text, written)
        ? SINGLE_QUOTED
        : DOUBLE_QUOTED.encloses(text, written) ? DOUBLE_QUOTED : OPAQUE;
  }

  private boolean encloses(String text, String written) {
    return written.length() == text.length() + 2
        && written.startsWith(quote)
        && written.endsWith(quote)
        && written.startsWith(text, 1);
  }

  /** Columns from the start of the scalar to the first character of its text. */
  int inset() {
    return quote.length();
  }

  /** {@code text} in this style; empty when the style cannot hold it. */
  public Optional<String> write(String text) {
    if (text.chars().anyMatch(c -> c < ' ')) {
      return Optional.empty();
    }
    return switch (this) {
      case PLAIN -> Optional.of(isPlainSafe(text) ? text : quoted(text));
      case SINGLE_QUOTED -> Optional.of("'" + text.replace("'", "''") + "'");
      case DOUBLE_QUOTED -> Optional.of(quoted(text));
      case OPAQUE -> Optional.empty();
    };
  }

  private static boolean isPlainSafe(String text) {
    return PLAIN_SAFE.matcher(text).matches()
        && !text.contains(": ")
        && !text.startsWith("-")
        && !text.startsWith("@");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
