// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

/** The user's text in messages. */
final class Quote {

  private static final int MAX = 80;

  private Quote() {}

  /** {@code text} in double quotes, on one line, cut at 80 characters. */
  static String of(String text) {
    int points = text.codePointCount(0, text.length());
    String cut =
        points <= MAX ? text : text.substring(0, text.offsetByCodePoints(0, MAX - 1)) + "…";
    return "\"" + escaped(cut) + "\"";
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                  if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                    shown.append(String.format("\\u%04x", c));
                  } else {
                    shown.appendCodePoint(c);
                  }
                }
              }
            });
    return shown.toString();
  }
}
