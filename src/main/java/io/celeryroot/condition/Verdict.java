// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a condition.
 *
 * @param holds whether it does
 * @param because the values that decided it, such as {@code disk_usage 91% is not < 80%}
 */
public record Verdict(boolean holds, String because) {

  /**
   * Decides if all conditions hold. Measures facts from left to right, and only until the answer is
   * known.
   *
   * @throws Unmeasurable a fact that is needed could not be found out
   */
  public static Verdict of(Conditions conditions, Facts facts) throws InterruptedException {
    return of(new Condition.All(conditions.all()), facts);
  }

  /** Decides if a condition holds, like the other method. */
  public static Verdict of(Condition condition, Facts facts) throws InterruptedException {
    if (condition instanceof Condition.Comparison comparison) {
      Kind kind = comparison.quantity().kind();
      return compared(comparison, facts.value(comparison.fact(), kind));
    } else if (condition instanceof Condition.Is is) {
      Quantity value = facts.value(is.fact(), Kind.YES_NO);
      return new Verdict(value.equals(Quantity.YES), is.fact().text() + " is " + value.text());
    } else if (condition instanceof Condition.Not not) {
      Verdict part = of(not.part(), facts);
      return new Verdict(!part.holds(), part.because());
    } else if (condition instanceof Condition.Any any) {
      return joined(any.parts(), true, facts);
    } else {
      return joined(((Condition.All) condition).parts(), false, facts);
    }
  }

  private static Verdict compared(Condition.Comparison comparison, Quantity value) {
    boolean holds = comparison.operator().holds(value, comparison.quantity());
    String because =
        "%s %s is %s%s %s"
            .formatted(
                comparison.fact().text(),
                value.text(),
                holds ? "" : "not ",
                comparison.operator().sign(),
                comparison.quantity().text());
    return new Verdict(holds, because);
  }

  /**
   * Joins parts.
   *
   * @param decisive the answer of one part that decides for all
   */
  private static Verdict joined(List<Condition> parts, boolean decisive, Facts facts)
      throws InterruptedException {
    List<String> because = new ArrayList<>();
    for (Condition part : parts) {
      Verdict verdict = of(part, facts);
      if (verdict.holds() == decisive) {
        return verdict;
      }
      because.add(verdict.because());
    }
    return new Verdict(!decisive, String.join(" and ", because));
  }
}
