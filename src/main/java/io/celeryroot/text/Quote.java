// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.text;

/** Text of users and programs as messages show it. */
public final class Quote {

  private static final int LONGEST = 80;
  private static final String ELLIPSIS = "…";

  private Quote() {}

  /** Returns the text in double quotes, {@linkplain Printable#line printable} and cut at 80. */
  public static String of(String text) {
    return "\"" + Printable.line(cut(text, LONGEST)) + "\"";
  }

  /**
   * Cuts a text.
   *
   * @param text to cut between characters
   * @param longest number of characters (code points), at least 1
   * @return the text; a longer one ends with an ellipsis, which counts as a character
   */
  public static String cut(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, longest - 1))) + ELLIPSIS;
  }

  /**
   * Puts a text on one line: white space becomes single blanks, and the rest is cut.
   *
   * @param longest as for {@link #cut}
   */
  public static String oneLine(String text, int longest) {
    return cut(text.strip().replaceAll("\\s+", " "), longest);
  }
}
