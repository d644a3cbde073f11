// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import io.celeryroot.text.EnumWords;
import io.celeryroot.text.UnreadableValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words, signs and brackets of a condition, from left to right. Confined to one thread. */
final class Tokens {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<sign>[<>=!&|≤≥≠]+)|(?<bracket>[()])"
              + "|(?<quoted>\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+')"
              + "|(?<word>[^\\s,<>=!&|≤≥≠()\"']+)|(?<rest>\\S))",
          Pattern.DOTALL);

  private static final Pattern ARGUMENT =
      Pattern.compile(
          "\\(\\s*(?:(?<quoted>\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+')|(?<plain>[^()\"']*?))\\s*\\)",
          Pattern.DOTALL);

  /** Kinds of tokens. */
  enum Form {
    SIGN,
    BRACKET,
    QUOTED,
    WORD,
    /** A comma, or a quote without its end. */
    REST,
    END
  }

  /**
   * A token.
   *
   * @param text as it is written
   * @param start index of its first character
   */
  record Token(Form form, String text, int start) {

    boolean is(String word) {
      return form != Form.QUOTED && text.equals(word);
    }

    int end() {
      return start + text.length();
    }

    /** The text without quotes and escapes. */
    String value() {
      if (form != Form.QUOTED) {
        return text;
      }
      String inner = text.substring(1, text.length() - 1);
      return text.startsWith("'") ? inner : inner.replaceAll("(?s)\\\\(.)", "$1");
    }
  }

  private final String text;
  private Token last;
  private Token next;

  Tokens(String text) {
    this.text = text;
    this.last = new Token(Form.END, "", 0);
    this.next = read(0);
  }

  private Token read(int from) {
    Matcher token = TOKEN.matcher(text);
    if (!token.find(from) || token.start() != from) {
      return new Token(Form.END, "", text.length());
    }
    for (Form form : new Form[] {Form.SIGN, Form.BRACKET, Form.QUOTED, Form.WORD, Form.REST}) {
      String group = EnumWords.of(form);
      if (token.group(group) != null) {
        return new Token(form, token.group(group), token.start(group));
      }
    }
    return new Token(Form.END, "", text.length());
  }

  /** The next token, which stays the next. */
  Token peek() {
    return next;
  }

  /** The token that was taken last. */
  Token last() {
    return last;
  }

  Token take() {
    last = next;
    next = read(last.end());
    return last;
  }

  /** Takes the next token if it is that word, sign or bracket. */
  boolean takeIf(String word) {
    boolean isIt = next.is(word);
    if (isIt) {
      take();
    }
    return isIt;
  }

  /**
   * Takes what stands in the brackets that come next; without quotes, blanks around it do not
   * count.
   *
   * @throws UnreadableValue the brackets are not closed
   */
  Token takeArgument() {
    Matcher argument = ARGUMENT.matcher(text);
    if (!argument.find(next.start()) || argument.start() != next.start()) {
      throw mistake(
          next,
          "condition-syntax",
          "a bracket without its end, or with quotes or brackets inside",
          "close it, or put what is inside into double quotes");
    }
    boolean isQuoted = argument.group("quoted") != null;
    String group = isQuoted ? "quoted" : "plain";
    Token found =
        new Token(isQuoted ? Form.QUOTED : Form.WORD, argument.group(group), argument.start(group));
    last = new Token(Form.BRACKET, ")", argument.end() - 1);
    next = read(argument.end());
    return found;
  }

  /** A mistake in a token; at the end of the text it is in the last one. */
  UnreadableValue mistake(Token at, String rule, String message, String hint) {
    Token place = at.form() == Form.END ? last : at;
    return between(place, place, rule, message, hint);
  }

  /** A mistake from one token to another. */
  UnreadableValue between(Token from, Token to, String rule, String message, String hint) {
    return new UnreadableValue(
        rule, message, hint, Optional.empty(), from.start(), to.end() - from.start());
  }
}
