// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.python;

import io.celeryroot.migrate.python.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits Python source into tokens and comments. */
final class PythonLexer {

  private static final Pattern BLANK = Pattern.compile("(?:[ \\t\\f]|\\\\\\r?\\n)++");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?i)0[xob][0-9a-f_]+|(?:[0-9][0-9_]*)?\\.?[0-9][0-9_]*\\.?(?:e[+-]?[0-9]+)?[jl]?");
  private static final Pattern STRING =
      Pattern.compile("(?i)(r|b|u|f|t|rb|br|rf|fr|rt|tr)?(\"\"\"|'''|\"|')");
  private static final Pattern OPERATOR =
      Pattern.compile(
          "\\*\\*=|//=|>>=|<<=|\\.\\.\\.|\\*\\*|//|>>|<<|<=|>=|==|!=|->|:=|\\+=|-=|\\*=|/=|%=|&="
              + "|\\|=|\\^=|@=|[-+*/%@&|^~<>()\\[\\]{},:.;=!`?$]");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Comment> comments = new ArrayList<>();
  private final Deque<Integer> indents = new ArrayDeque<>(List.of(0));
  private int at;
  private int line = 1;
  private int depth;
  private boolean isLineStart = true;

  PythonLexer(String text) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    while (at < this.text.length()) {
      step();
    }
    if (!isLineStart) {
      add(Kind.NEWLINE, "", at);
    }
    closeTo(0);
    add(Kind.END, "", at);
  }

  List<Token> tokens() {
    return tokens;
  }

  List<Comment> comments() {
    return comments;
  }

  /** Returns the source between two places. */
  String source(int from, int to) {
    return text.substring(from, to);
  }

  private void step() {
    if (isLineStart && depth == 0) {
      indentation();
      if (at >= text.length()) {
        return;
      }
    }
    char c = text.charAt(at);
    if (c == '\n' || c == '\r') {
      lineEnd();
    } else if (c == '#') {
      comment();
    } else if (!skipBlank() && !string() && !simple()) {
      throw new PythonMistake(line, "not Python: " + c);
    }
  }

  /** Compares the blanks before the first token of a line with those of the lines before. */
  private void indentation() {
    int width = 0;
    int start = at;
    while (start < text.length() && " \t\f".indexOf(text.charAt(start)) >= 0) {
      width = text.charAt(start) == '\t' ? (width / 8 + 1) * 8 : width + 1;
      start++;
    }
    boolean isEmpty = start >= text.length() || "\r\n#".indexOf(text.charAt(start)) >= 0;
    at = start;
    if (isEmpty) {
      return;
    }
    isLineStart = false;
    if (width > indents.element()) {
      indents.push(width);
      add(Kind.INDENT, "", at);
    } else {
      closeTo(width);
    }
  }

  private void closeTo(int width) {
    while (indents.element() > width) {
      indents.pop();
      add(Kind.DEDENT, "", at);
    }
  }

  private void lineEnd() {
    if (depth == 0 && !isLineStart) {
      add(Kind.NEWLINE, "", at);
      isLineStart = true;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    line++;
  }

  private void comment() {
    int end = at;
    while (end < text.length() && "\r\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    int lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
    boolean isAlone = text.substring(lineStart, at).isBlank();
    String said = text.substring(at, end).replaceFirst("^#+:?", "").strip();
    comments.add(new Comment(line, said, isAlone));
    at = end;
  }

  private boolean skipBlank() {
    Matcher blank = BLANK.matcher(text).region(at, text.length());
    if (!blank.lookingAt()) {
      return false;
    }
    line += (int) blank.group().chars().filter(c -> c == '\n').count();
    at = blank.end();
    return true;
  }

  private boolean simple() {
    return take(NAME, Kind.NAME) || number() || take(OPERATOR, Kind.OPERATOR);
  }

  private boolean number() {
    char c = text.charAt(at);
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    boolean isNumber = Character.isDigit(c) || (c == '.' && Character.isDigit(next));
    return isNumber && take(NUMBER, Kind.NUMBER);
  }

  private boolean take(Pattern pattern, Kind kind) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    String found = matcher.group();
    int start = at;
    at = matcher.end();
    tokens.add(new Token(kind, found, line, start, at));
    if (kind == Kind.OPERATOR) {
      depth += "([{".contains(found) ? 1 : ")]}".contains(found) && depth > 0 ? -1 : 0;
    }
    return true;
  }

  private boolean string() {
    Matcher matcher = STRING.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    String prefix = matcher.group(1) == null ? "" : matcher.group(1).toLowerCase(Locale.ROOT);
    String quote = matcher.group(2);
    int start = at;
    int startLine = line;
    int from = matcher.end();
    int end = endOf(from, quote);
    String raw = text.substring(from, end);
    line += (int) raw.chars().filter(c -> c == '\n').count();
    at = end + quote.length();
    boolean isFormatted =
        prefix.contains("b")
            || ((prefix.contains("f") || prefix.contains("t"))
                && raw.replace("{{", "").contains("{"));
    String value = prefix.contains("r") ? raw : PythonEscapes.unescape(raw);
    tokens.add(new Token(isFormatted ? Kind.FORMATTED : Kind.STRING, value, startLine, start, at));
    return true;
  }

  private int endOf(int from, String quote) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.startsWith(quote, i)) {
        return i;
      } else if (quote.length() == 1 && text.charAt(i) == '\n') {
        break;
      }
    }
    throw new PythonMistake(line, "a string without its end: " + quote);
  }

  private void add(Kind kind, String value, int place) {
    tokens.add(new Token(kind, value, line, place, place));
  }
}
