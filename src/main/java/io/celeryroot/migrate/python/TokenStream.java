// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import io.celeryroot.migrate.python.Token.Kind;
import java.util.List;

/** The tokens of a file with a place in them. */
final class TokenStream {

  private final List<Token> tokens;
  private int next;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(next);
  }

  /** Takes a token; the last one is never taken. */
  Token next() {
    Token token = tokens.get(next);
    next += next + 1 < tokens.size() ? 1 : 0;
    return token;
  }

  boolean isAt(Kind kind) {
    return peek().kind() == kind;
  }

  boolean accept(Kind kind) {
    boolean isAt = isAt(kind);
    if (isAt) {
      next();
    }
    return isAt;
  }

  boolean accept(String text) {
    boolean isAt = peek().is(text);
    if (isAt) {
      next();
    }
    return isAt;
  }

  int mark() {
    return next;
  }

  void reset(int mark) {
    next = mark;
  }

  /** Returns the index in the source after the last token that was taken. */
  int end() {
    return next == 0 ? 0 : tokens.get(next - 1).end();
  }

  /** Goes to the colon that ends the header of a block, or to the end of the line. */
  void skipToColon() {
    int depth = 0;
    while (!isAt(Kind.NEWLINE) && !isAt(Kind.END) && !(depth == 0 && peek().is(":"))) {
      String text = isAt(Kind.OPERATOR) ? peek().text() : "";
      depth += "([{".contains(text) && !text.isEmpty() ? 1 : 0;
      depth -= ")]}".contains(text) && !text.isEmpty() ? 1 : 0;
      next();
    }
  }

  boolean lineEndsWithColon() {
    int i = next;
    while (tokens.get(i).kind() != Kind.NEWLINE && tokens.get(i).kind() != Kind.END) {
      i++;
    }
    return i > next && tokens.get(i - 1).is(":");
  }
}
