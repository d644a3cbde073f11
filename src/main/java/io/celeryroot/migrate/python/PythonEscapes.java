// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

/** Escapes in strings of Python. */
final class PythonEscapes {

  private PythonEscapes() {}

  static String unescape(String raw) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      i += c == '\\' && i + 1 < raw.length() ? escape(raw, i + 1, text) : plain(c, text);
    }
    return text.toString();
  }

  private static int plain(char c, StringBuilder text) {
    text.append(c);
    return 1;
  }

  /** Appends what the escape at {@code at} means; returns the length with its backslash. */
  private static int escape(String raw, int at, StringBuilder text) {
    char c = raw.charAt(at);
    switch (c) {
      case '\n' -> {
        // The string goes on in the next line.
      }
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case '\\', '\'', '"' -> text.append(c);
      case 'x' -> {
        return hex(raw, at, 2, text);
      }
      case 'u' -> {
        return hex(raw, at, 4, text);
      }
      case 'U' -> {
        return hex(raw, at, 8, text);
      }
      default -> text.append('\\').append(c);
    }
    return 2;
  }

  private static int hex(String raw, int at, int digits, StringBuilder text) {
    String code =
        raw.substring(Math.min(at + 1, raw.length()), Math.min(at + 1 + digits, raw.length()));
    if (code.length() == digits
        && code.matches("[0-9A-Fa-f]+")
        && Character.isValidCodePoint((int) Long.parseLong(code, 16))) {
      text.appendCodePoint((int) Long.parseLong(code, 16));
      return 2 + digits;
    }
    text.append('\\').append(raw.charAt(at));
    return 2;
  }
}
