// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes problems as text: one line each, or with the line of the file that they are about. */
public final class ProblemPrinter {

  /** The column at which the fix starts when the text before it is short enough. */
  private static final int FIX_COLUMN = 89;

  private static final int MIN_GAP = 3;
  private static final int MAX_LINE = 200;

  private ProblemPrinter() {}

  /**
   * Writes one problem.
   *
   * @param problem what is wrong
   * @param fileText {@link ReadResult#text()}, in which secrets are hidden
   * @param withQuote whether the line of the file is shown and marked
   * @return one line, or up to five; no line break at the end
   */
  public static String render(Problem problem, String fileText, boolean withQuote) {
    String head = head(problem);
    if (!withQuote) {
      return problem.hint().isEmpty() ? head : padded(head) + "fix: " + problem.hint();
    }
    String fix = problem.hint().isEmpty() ? "" : "\n  = fix: " + problem.hint();
    return head + quote(problem, fileText) + fix;
  }

  /**
   * Writes all problems and, in a last line, their count.
   *
   * @param problems in the order to print; not empty
   * @param fileText {@link ReadResult#text()}
   * @param withQuote whether lines of the file are shown
   * @return lines; no line break at the end
   */
  public static String renderAll(List<Problem> problems, String fileText, boolean withQuote) {
    return render(problems, "problem", problem -> fileText, withQuote);
  }

  /** Writes all problems of a result, with lines of the files that they are in. */
  public static String renderProblems(ReadResult result) {
    return render(result.problems(), "problem", result::textOf, true);
  }

  /** Writes all warnings of a result, with lines of the files that they are in. */
  public static String renderWarnings(ReadResult result) {
    return render(result.warnings(), "warning", result::textOf, true);
  }

  private static String render(
      List<Problem> problems, String kind, Function<Problem, String> texts, boolean withQuote) {
    String between = withQuote ? "\n\n" : "\n";
    String count = problems.size() + " " + kind + (problems.size() == 1 ? "" : "s");
    return problems.stream()
        .map(problem -> render(problem, texts.apply(problem), withQuote))
        .collect(Collectors.joining(between, "", between + count));
  }

  private static String head(Problem problem) {
    String path = problem.path().isEmpty() ? "" : problem.path() + ": ";
    return problem.source() + ": " + path + problem.message() + " [" + problem.rule() + "]";
  }

  private static String padded(String head) {
    return head + " ".repeat(Math.max(MIN_GAP, FIX_COLUMN - head.codePointCount(0, head.length())));
  }

  private static String quote(Problem problem, String fileText) {
    int line = problem.source().line();
    List<String> lines = List.of(fileText.split("\r\n|\n|\r", -1));
    if (line < 1 || line > lines.size()) {
      return "";
    }
    String number = Integer.toString(line);
    String gutter = " ".repeat(number.length()) + " |";
    int[] points = lines.get(line - 1).codePoints().limit(MAX_LINE).toArray();
    String shown = new String(points, 0, points.length).replace('\t', ' ').stripTrailing();
    String marks = marks(problem, points.length);
    return "\n"
        + gutter
        + "\n"
        + number
        + " | "
        + shown
        + (marks.isEmpty() ? "" : "\n" + gutter + " " + marks);
  }

  private static String marks(Problem problem, int width) {
    int before = problem.source().column() - 1;
    int length = Math.min(Math.max(1, problem.length()), Math.max(1, width - before));
    return before < 0 || before > width ? "" : " ".repeat(before) + "^".repeat(length);
  }
}
