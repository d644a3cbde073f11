// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import java.util.regex.Pattern;

/** Words for the shell of a crontab, which stands on one line. */
final class ShellQuote {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,+-]+");

  private ShellQuote() {}

  /**
   * Returns one word; one with line feeds is put together by printf(1), and loses those at its end.
   */
  static String word(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    if (text.indexOf('\n') < 0) {
      return quoted(text);
    }
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return "\"$(printf '%b' " + quoted(escaped) + ")\"";
  }

  /** Keeps a backslash apart from what cron itself reads after one: a percent sign or another. */
  private static String quoted(String text) {
    String apart = text.replace("'", "'\\''").replaceAll("\\\\(?=[\\\\%])", "$0''");
    return "'" + apart + "'";
  }
}
