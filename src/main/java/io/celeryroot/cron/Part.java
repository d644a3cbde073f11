// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cron;

import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.List;

/** A part of a text that remembers where in the text it stands. */
record Part(String whole, int offset, String text) {

  static Part all(String whole) {
    return new Part(whole, 0, whole);
  }

  /** The words between blanks. */
  List<Part> words() {
    List<Part> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inWord = i < text.length() && !Character.isWhitespace(text.charAt(i));
      if (inWord && start < 0) {
        start = i;
      } else if (!inWord && start >= 0) {
        words.add(cut(start, i));
        start = -1;
      }
    }
    return words;
  }

  /** The parts between separators, empty ones included. */
  List<Part> split(char separator) {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(cut(start, end));
      start = end + 1;
    }
    parts.add(cut(start, text.length()));
    return parts;
  }

  Part cut(int start, int end) {
    return new Part(whole, offset + start, text.substring(start, end));
  }

  /** From the start of this part to the end of a later one. */
  Part through(Part last) {
    return new Part(whole, offset, whole.substring(offset, last.offset + last.text.length()));
  }

  /** The whole text with something else in place of this part. */
  String replacedBy(String other) {
    return whole.substring(0, offset) + other + whole.substring(offset + text.length());
  }

  String quoted() {
    return Quote.of(text);
  }
}
