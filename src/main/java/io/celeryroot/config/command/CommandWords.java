// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.command;

import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Splits a text into words as a shell does: blanks, quotes, backslash; nothing is expanded. */
public final class CommandWords {

  private static final Pattern PIECE =
      Pattern.compile(
          "(?s)(?<blank>[ \t\n\r]+)"
              + "|'(?<single>[^']*)'"
              + "|\"(?<full>(?:[^\"\\\\]|\\\\.)*+)\""
              + "|\\\\(?<escaped>.)"
              + "|(?<plain>\\$\\{[^}]*\\}|[^'\"\\\\])");

  private CommandWords() {}

  /**
   * Splits {@code text}; an environment placeholder is never split.
   *
   * @throws UnreadableValue a quote has no end, or a backslash ends the text
   */
  public static List<String> split(String text) {
    List<StringBuilder> words = new ArrayList<>();
    Matcher piece = PIECE.matcher(text);
    boolean isInWord = false;
    int end = 0;
    for (; end < text.length() && piece.find(end) && piece.start() == end; end = piece.end()) {
      boolean isBlank = piece.group("blank") != null;
      boolean isText = !isBlank && !piece.group().equals("\\\n");
      if (isText && !isInWord) {
        words.add(new StringBuilder());
      }
      if (isText) {
        words.get(words.size() - 1).append(meaning(piece));
      }
      isInWord = isText || (isInWord && !isBlank);
    }
    if (end < text.length()) {
      throw unfinished(text.charAt(end));
    }
    return words.stream().map(StringBuilder::toString).toList();
  }

  private static String meaning(Matcher piece) {
    String full = piece.group("full");
    if (full != null) {
      return full.replaceAll("(?s)\\\\(?:([\"\\\\$`])|\n)", "$1");
    }
    return Stream.of("single", "escaped", "plain")
        .map(piece::group)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static UnreadableValue unfinished(char start) {
    if (start == '\\') {
      return new UnreadableValue(
          "command-quote", "a backslash at the end", "delete it or write two");
    }
    return new UnreadableValue(
        "command-quote",
        (start == '"' ? "a double quote" : "a single quote") + " without its end",
        "write the second one, or write the command as a list");
  }
}
