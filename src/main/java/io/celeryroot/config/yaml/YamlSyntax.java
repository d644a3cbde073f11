// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import io.celeryroot.text.Quote;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Syntax errors of YAML as problems. */
final class YamlSyntax {

  /** A blank as web pages have them, in the indentation of the last line or the one before it. */
  private static final Pattern ODD_INDENT =
      Pattern.compile("(?:\\A|\\n) *+([\\p{Z}&&[^ ]])(?!\\p{Z}*#)[^\\n]*(?:\\n[^\\n]*)?\\z");

  /** A line that version control writes between the two sides of a conflict. */
  private static final Pattern CONFLICT =
      Pattern.compile("(?:<{7}|={7}|>{7})(?: [^\\n]*)?(?:\\n|\\z)");

  private YamlSyntax() {}

  static Problem problem(YamlEngineException e, SourceText text) {
    if (e instanceof ReaderException reader) {
      String message =
          String.format("a character that YAML does not allow: U+%04X", reader.getCodePoint());
      return Problem.at(
          text.sourceAt(Math.min(reader.getPosition(), text.size())),
          message,
          "delete it",
          "yaml-character");
    }
    if (e instanceof MarkedYamlEngineException marked) {
      Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
      int index = Math.min(mark.map(Mark::getIndex).orElse(0), text.size());
      return marked(marked, index, text);
    }
    return Problem.at(
        new Source(text.file(), 0, 0), "not YAML: " + oneLine(e.getMessage()), "", "yaml-syntax");
  }

  private static Problem marked(MarkedYamlEngineException e, int index, SourceText text) {
    Source source = text.sourceAt(index);
    String said = oneLine(e.getProblem());
    int begin = Math.min(e.getContextMark().map(Mark::getIndex).orElse(index), text.size());
    if (CONFLICT.matcher(text.slice(begin, text.size())).lookingAt()) {
      return Problem.at(
          text.sourceAt(begin),
          "a conflict of a merge that is not resolved",
          "keep one side, and delete the other and the lines with <<<<<<<, ======= and >>>>>>>",
          "yaml-conflict");
    }
    if (text.slice(index, index + 1).equals("\t")) {
      return Problem.at(source, "a tab, need spaces", "indent with spaces", "yaml-tab");
    }
    if (said.contains("undefined alias")) {
      return Problem.at(
          source,
          "an alias without its anchor",
          "define it further up with &name, or put quotes around text that starts with *",
          "yaml-aliases");
    }
    if (said.contains("tag")) {
      return Problem.at(
          source,
          "a YAML tag that is not one",
          "put quotes around text that starts with !",
          "yaml-tag");
    }
    Optional<Mark> start = e.getContextMark();
    if (oneLine(e.getContext()).contains("scanning an alias") && start.isPresent()) {
      Source star = text.sourceAt(Math.min(start.get().getIndex(), text.size()));
      return unquoted(star, "*");
    }
    if (said.contains("cannot start any token")) {
      return unquoted(source, text.slice(index, index + 1));
    }
    String before = text.slice(0, index);
    Matcher odd = ODD_INDENT.matcher(before);
    if (odd.find()) {
      return Problem.at(
          text.sourceAt(before.codePointCount(0, odd.start(1))),
          String.format("U+%04X, need spaces", odd.group(1).codePointAt(0)),
          "indent with spaces",
          "yaml-blank");
    }
    String context =
        e.getContextMark()
            .map(
                mark ->
                    ", "
                        + oneLine(e.getContext())
                        + " at "
                        + text.sourceAt(Math.min(mark.getIndex(), text.size())))
            .orElse("");
    return Problem.at(source, "not YAML: " + said + context, hint(said), "yaml-syntax");
  }

  private static Problem unquoted(Source source, String first) {
    String message = "text that starts with " + Quote.of(first) + " without quotes";
    return Problem.at(source, message, "put double quotes around it", "yaml-quotes");
  }

  private static String hint(String said) {
    if (said.contains("mapping values are not allowed")) {
      return "put quotes around text that holds \": \", or check the indentation";
    }
    return "check indentation, quotes and brackets here and on the line before";
  }

  private static String oneLine(String said) {
    String text = said == null ? "" : said.replaceAll("\\s+", " ").trim();
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
