// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a text into words as a shell does: blanks, quotes, backslash; nothing is expanded. */
final class Words {

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private Words(String text) {
    this.text = text;
  }

  /**
   * Splits {@code text}; an environment placeholder is never split.
   *
   * @throws UnreadableValue a quote has no end, or a backslash ends the text
   */
  static List<String> split(String text) {
    return new Words(text).split();
  }

  private List<String> split() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> endWord();
        case '\'' -> add(quoted('\''));
        case '"' -> add(quoted('"'));
        case '\\' -> escaped();
        default -> plain(c);
      }
    }
    endWord();
    return words;
  }

  private void plain(char c) {
    int close = c == '$' && text.startsWith("{", at) ? text.indexOf('}', at) : -1;
    if (close < 0) {
      add(String.valueOf(c));
    } else {
      add(text.substring(at - 1, close + 1));
      at = close + 1;
    }
  }

  private void escaped() {
    if (at == text.length()) {
      throw new UnreadableValue(
          "command-quote", "a backslash at the end", "delete it or write two", Optional.empty());
    }
    char c = text.charAt(at++);
    if (c != '\n') {
      add(String.valueOf(c));
    }
  }

  private String quoted(char quote) {
    StringBuilder inside = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return inside.toString();
      }
      boolean escape =
          quote == '"'
              && c == '\\'
              && at < text.length()
              && "\"\\$`\n".indexOf(text.charAt(at)) >= 0;
      if (escape && text.charAt(at) == '\n') {
        at++;
      } else {
        inside.append(escape ? text.charAt(at++) : c);
      }
    }
    String name = quote == '"' ? "a double quote" : "a single quote";
    throw new UnreadableValue(
        "command-quote",
        name + " without its end",
        "write the second one, or write the command as a list",
        Optional.empty());
  }

  private void add(String part) {
    word.append(part);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }
}
