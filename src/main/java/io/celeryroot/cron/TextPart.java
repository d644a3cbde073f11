// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a text that remembers its position in the text. */
record TextPart(String whole, int offset, String text) {

  private static final Pattern WORD = Pattern.compile("[^\\p{javaWhitespace}]+");
  private static final Pattern ENTRY = Pattern.compile("(?<=^|,)[^,]*");

  static TextPart all(String whole) {
    return new TextPart(whole, 0, whole);
  }

  /** The words between blanks. */
  List<TextPart> words() {
    return matches(WORD);
  }

  /** The entries between commas, empty ones included. */
  List<TextPart> entries() {
    return text.indexOf(',') < 0 ? List.of(this) : matches(ENTRY);
  }

  List<TextPart> matches(Pattern pattern) {
    List<TextPart> parts = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      parts.add(cut(matcher.start(), matcher.end()));
    }
    return parts;
  }

  TextPart cut(int start, int end) {
    return new TextPart(whole, offset + start, text.substring(start, end));
  }

  /** The part from the start of this one to the end of a later one. */
  TextPart through(TextPart last) {
    return new TextPart(whole, offset, whole.substring(offset, last.end()));
  }

  /** The whole text with another text in place of this part. */
  String replacedBy(String other) {
    return whole.substring(0, offset) + other + whole.substring(end());
  }

  int end() {
    return offset + text.length();
  }

  String quoted() {
    return Quote.of(text);
  }

  UnreadableValue mistake(String rule, String message, String hint) {
    return mistake(rule, message, hint, Optional.empty());
  }

  /**
   * A mistake in this part.
   *
   * @param hint holds when {@code correction} does not parse
   * @param correction the whole text as it was probably meant
   */
  UnreadableValue mistake(String rule, String message, String hint, Optional<String> correction) {
    return new UnreadableValue(rule, message, hint, correction, offset, text.length());
  }
}
