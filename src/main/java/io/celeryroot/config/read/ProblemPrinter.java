// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Problem;
import io.celeryroot.text.Text;
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

  /** Writes one problem and its fix in one line, without a line break. */
  public static String line(Problem problem) {
    String head = head(problem);
    return problem.hint().isEmpty() ? head : padded(head) + "fix: " + problem.hint();
  }

  /** Writes all problems of a result, with lines of the files that they are in. */
  public static String renderProblems(ReadResult result) {
    return render(result.problems(), "problem", result::textOf);
  }

  /** Writes all warnings of a result, with lines of the files that they are in. */
  public static String renderWarnings(ReadResult result) {
    return render(result.warnings(), "warning", result::textOf);
  }

  private static String render(
      List<Problem> problems, String kind, Function<Problem, String> texts) {
    String count = Text.count(problems.size(), kind);
    return problems.stream()
        .map(problem -> marked(problem, texts.apply(problem)))
        .collect(Collectors.joining("\n\n", "", "\n\n" + count));
  }

  /** Writes one problem with the line of the file, in which secrets are hidden. */
  private static String marked(Problem problem, String fileText) {
    String fix = problem.hint().isEmpty() ? "" : "\n  = fix: " + problem.hint();
    return head(problem) + quote(problem, fileText) + fix;
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
