// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.yaml;

import io.celeryroot.config.Problem;
import io.celeryroot.config.Source;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The mistakes and doubts found so far, each once. Thread-safe. */
public final class Problems {

  private record Mistake(Source source, String rule, String message) {}

  private final Map<Mistake, Problem> found = new LinkedHashMap<>();
  private final Map<Mistake, Problem> warnings = new LinkedHashMap<>();

  /** Reports a mistake in {@code node} as a whole. */
  public void report(Node node, String rule, String message, Fix fix) {
    int length = node instanceof Node.Text text && text.style() == Style.OPAQUE ? 0 : node.length();
    add(
        new Problem(
            node.source(), node.path(), message, fix.hint(), fix.replacement(), length, rule));
  }

  /**
   * Reports a mistake in some characters of a scalar.
   *
   * @param from chars of its text before the mistake
   * @param length chars of the mistake
   */
  public void reportWithin(
      Node.Text node, int from, int length, String rule, String message, Fix fix) {
    add(within(node, from, length, rule, message, fix));
  }

  /**
   * Reports a part of a scalar that is valid and probably not meant.
   *
   * @param from chars of its text before the part
   * @param length chars of the part
   */
  public synchronized void warnWithin(
      Node.Text node, int from, int length, String rule, String message, String hint) {
    Problem warning = within(node, from, length, rule, message, Fix.say(hint));
    put(warnings, warning);
  }

  private static Problem within(
      Node.Text node, int from, int length, String rule, String message, Fix fix) {
    if (node.style() == Style.OPAQUE || length < 1 || from + length > node.text().length()) {
      int marked = node.style() == Style.OPAQUE ? 0 : node.length();
      return new Problem(
          node.source(), node.path(), message, fix.hint(), Optional.empty(), marked, rule);
    }
    int before = node.style().inset() + node.text().codePointCount(0, from);
    Source start = node.source();
    Source source = new Source(start.file(), start.line(), start.column() + before);
    int points = node.text().codePointCount(from, from + length);
    return new Problem(source, node.path(), message, fix.hint(), fix.replacement(), points, rule);
  }

  /** Adds a problem unless it is known. */
  public synchronized void add(Problem problem) {
    put(found, problem);
  }

  /** Keeps the first path of a mistake that aliases show at several. */
  private static void put(Map<Mistake, Problem> all, Problem problem) {
    all.merge(
        new Mistake(problem.source(), problem.rule(), problem.message()),
        problem,
        BinaryOperator.minBy(Comparator.comparing(Problem::path)));
  }

  public synchronized boolean has(String rule) {
    return found.keySet().stream().anyMatch(mistake -> mistake.rule().equals(rule));
  }

  public synchronized boolean isEmpty() {
    return found.isEmpty();
  }

  /** The mistakes in file order. */
  public synchronized List<Problem> sorted() {
    return sorted(found);
  }

  /** The doubts in file order. */
  public synchronized List<Problem> warnings() {
    return sorted(warnings);
  }

  private static List<Problem> sorted(Map<Mistake, Problem> all) {
    return all.values().stream()
        .sorted(
            Comparator.comparing((Problem problem) -> problem.source().file())
                .thenComparingInt(problem -> problem.source().line())
                .thenComparingInt(problem -> problem.source().column())
                .thenComparing(Problem::path))
        .toList();
  }
}
