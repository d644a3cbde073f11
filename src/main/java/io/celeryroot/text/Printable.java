// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

/**
 * Text without characters that drive a terminal, break a line or change the order of other
 * characters. Each of them becomes an escape such as {@code \n} or {@code \x1b}.
 */
public final class Printable {

  private Printable() {}

  /** Returns the text on one line: line breaks and tabs are escaped too. */
  public static String line(String text) {
    return escaped(text, "");
  }

  /** Returns the text with its line breaks and tabs. */
  public static String lines(String text) {
    return escaped(text, "\n\t");
  }

  /**
   * Tells whether a character must not reach a terminal or a log as it is: control and format
   * characters, and separators of lines and paragraphs.
   */
  public static boolean isHarmful(int codePoint) {
    if (codePoint >= ' ' && codePoint <= '~') {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String escaped(String text, String kept) {
    if (text.codePoints().noneMatch(c -> isHarmful(c) && kept.indexOf(c) < 0)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmful(c) && kept.indexOf(c) < 0) {
                shown.append(escape(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    };
  }
}
