// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to conditions with every fact in them, also those that are not needed for it.
 *
 * @param lines one for each comparison and each yes/no fact, in the order of the text
 * @param holds whether all conditions hold; empty: a fact that is needed could not be found out
 * @param because the values that decided it, or the fact that could not be found out
 */
public record Explanation(List<Line> lines, Optional<Boolean> holds, String because) {

  /**
   * One comparison, or one yes/no fact.
   *
   * @param condition the condition of the list that it is a part of
   * @param text as the condition writes it
   * @param fact as the condition names it
   * @param value of the fact, or the reason why it could not be found out
   * @param holds empty: the fact could not be found out
   */
  public record Line(
      String condition, String text, String fact, String value, Optional<Boolean> holds) {}

  public Explanation {
    lines = List.copyOf(lines);
  }

  /** Measures all facts of conditions. */
  public static Explanation of(Conditions conditions, Facts facts) throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (Condition condition : conditions.all()) {
      for (Condition leaf : condition.leaves().toList()) {
        lines.add(line(condition, leaf, facts));
      }
    }
    try {
      Verdict verdict = Verdict.of(conditions, facts);
      return new Explanation(lines, Optional.of(verdict.holds()), verdict.because());
    } catch (Unmeasurable e) {
      return new Explanation(lines, Optional.empty(), e.getMessage());
    }
  }

  private static Line line(Condition condition, Condition leaf, Facts facts)
      throws InterruptedException {
    FactUse use = leaf.facts().findFirst().orElseThrow();
    Kind kind =
        leaf instanceof Condition.Comparison comparison
            ? comparison.quantity().kind()
            : Kind.YES_NO;
    String value;
    Optional<Boolean> holds;
    try {
      value = facts.value(use, kind).text();
      holds = Optional.of(Verdict.of(leaf, facts).holds());
    } catch (Unmeasurable e) {
      value = e.reason();
      holds = Optional.empty();
    }
    return new Line(condition.text(), leaf.text(), use.text(), value, holds);
  }
}
