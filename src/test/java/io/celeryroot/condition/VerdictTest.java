// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final FactUse LOAD = new FactUse("load", Fact.LOAD, "");
  private static final FactUse DISK = new FactUse("disk_usage", Fact.DISK_USAGE, "/");
  private static final List<FactUse> FILES =
      List.of(file("/a"), file("/b"), file("/c"), file("/d"));

  private final List<FactUse> asked = new ArrayList<>();

  private static FactUse file(String path) {
    return new FactUse("file_exists(" + path + ")", Fact.FILE_EXISTS, path);
  }

  @Test
  void the_values_that_decided_are_in_the_reason() throws InterruptedException {
    Facts facts = facts(Map.of(DISK, percent(91), LOAD, number(1)));

    assertThat(
            Verdict.of(
                new Conditions(
                    List.of(below(LOAD, number(2)), below(DISK, percent(80))), ZoneOffset.UTC),
                facts))
        .isEqualTo(new Verdict(false, "disk_usage 91% is not < 80%"));
    assertThat(Verdict.of(new Condition.Not(below(LOAD, number(2))), facts))
        .isEqualTo(new Verdict(false, "load 1 is < 2"));
    assertThat(
            Verdict.of(
                new Condition.Any(List.of(below(DISK, percent(80)), below(LOAD, number(1)))),
                facts))
        .isEqualTo(new Verdict(false, "disk_usage 91% is not < 80% and load 1 is not < 1"));
  }

  @Test
  void a_fact_that_cannot_change_the_answer_is_not_measured() throws InterruptedException {
    Facts facts = facts(Map.of(LOAD, number(1)));

    assertThat(
            Verdict.of(
                    new Condition.Any(List.of(below(LOAD, number(2)), below(DISK, percent(80)))),
                    facts)
                .holds())
        .isTrue();
    assertThat(asked).containsExactly(LOAD);
  }

  @Test
  void a_fact_that_is_needed_and_cannot_be_measured_gives_no_verdict() {
    Facts facts = facts(Map.of(LOAD, number(1)));

    assertThatThrownBy(
            () ->
                Verdict.of(
                    new Condition.All(List.of(below(LOAD, number(2)), below(DISK, percent(80)))),
                    facts))
        .isInstanceOf(Unmeasurable.class)
        .hasMessage("fact disk_usage: away");
  }

  @Test
  void an_explanation_has_every_fact_also_after_the_answer_is_known() throws InterruptedException {
    Facts facts = facts(Map.of(LOAD, number(3)));

    Explanation explanation =
        Explanation.of(
            new Conditions(
                List.of(below(LOAD, number(2)), below(DISK, percent(80))), ZoneOffset.UTC),
            facts);

    assertThat(explanation.holds()).contains(false);
    assertThat(explanation.because()).isEqualTo("load 3 is not < 2");
    assertThat(explanation.lines())
        .extracting(Explanation.Line::value)
        .containsExactly("3", "away");
  }

  @Test
  void each_operator_compares_as_its_sign_says() {
    assertThat(holding(1)).containsExactly("<", "<=", "!=");
    assertThat(holding(2)).containsExactly("<=", ">=", "=");
    assertThat(holding(3)).containsExactly(">", ">=", "!=");
    assertThat(holding(Double.POSITIVE_INFINITY)).containsExactly(">", ">=", "!=");
  }

  private static List<String> holding(double value) {
    List<String> signs = new ArrayList<>();
    for (Operator operator : Operator.values()) {
      if (operator.holds(number(value), number(2))) {
        signs.add(operator.sign());
      }
    }
    return signs;
  }

  /** The same answer as by a table of all values of the facts, for every tree of words. */
  @Property
  void words_mean_what_their_truth_tables_say(@ForAll("trees") Condition condition)
      throws InterruptedException {
    for (int row = 0; row < 1 << FILES.size(); row++) {
      int bits = row;
      Facts facts = (use, kind) -> Quantity.of(bit(bits, use));

      assertThat(Verdict.of(condition, facts).holds())
          .as(condition.text() + " " + Integer.toBinaryString(row))
          .isEqualTo(truth(condition, bits) == 1);
    }
  }

  private static boolean bit(int bits, FactUse use) {
    return (bits >> FILES.indexOf(use) & 1) == 1;
  }

  /** And is the least, or the greatest, not the difference from one. */
  private static int truth(Condition condition, int bits) {
    if (condition instanceof Condition.Is is) {
      return bit(bits, is.fact()) ? 1 : 0;
    } else if (condition instanceof Condition.Not not) {
      return 1 - truth(not.part(), bits);
    } else if (condition instanceof Condition.All all) {
      return all.parts().stream().mapToInt(part -> truth(part, bits)).min().orElseThrow();
    } else {
      return ((Condition.Any) condition)
          .parts().stream().mapToInt(part -> truth(part, bits)).max().orElseThrow();
    }
  }

  @Provide
  Arbitrary<Condition> trees() {
    return trees(4);
  }

  private static Arbitrary<Condition> trees(int depth) {
    Arbitrary<Condition> leaf = Arbitraries.of(FILES).map(Condition.Is::new);
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Condition> part = Arbitraries.lazy(() -> trees(depth - 1));
    Arbitrary<List<Condition>> parts = part.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.oneOf(
        leaf,
        part.map(Condition.Not::new),
        parts.map(Condition.All::new),
        parts.map(Condition.Any::new));
  }

  private Facts facts(Map<FactUse, Quantity> values) {
    return (use, kind) -> {
      asked.add(use);
      if (!values.containsKey(use)) {
        throw new Unmeasurable(use, "away");
      }
      return values.get(use);
    };
  }

  private static Condition below(FactUse use, Quantity quantity) {
    return new Condition.Comparison(use, Operator.LESS, quantity);
  }

  private static Quantity percent(int percent) {
    return Quantity.number(Kind.PERCENT, percent, percent + "%");
  }

  private static Quantity number(double number) {
    return Quantity.number(Kind.NUMBER, number, String.valueOf((long) number));
  }
}
