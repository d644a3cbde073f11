// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.condition.Vocabulary;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.Quote;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of a fact of the file, of which it has exactly one. */
public final class FactKeys {

  private static final List<Key<FactUse, ?>> KEYS =
      Arrays.stream(Fact.values())
          .filter(fact -> fact.argument() != Fact.Argument.NONE)
          .<Key<FactUse, ?>>map(FactKeys::key)
          .toList();

  public static final Section<FactUse> FACT =
      new Section<>(
          "fact",
          "facts.<fact>",
          "A fact of your own, which has exactly one of these keys. Conditions name it without an"
              + " argument.",
          KEYS,
          KEYS.stream().map(key -> List.of(key.name())).toList());

  private FactKeys() {}

  private static Key<FactUse, String> key(Fact fact) {
    return Key.<FactUse, String>custom(
            fact.word(),
            Types.TEXT,
            use ->
                Optional.of(use)
                    .filter(own -> own.fact() == fact)
                    .map(own -> Types.escaped(own.argument())))
        .meaning(fact.meaning());
  }

  public static Map<String, FactUse> facts(
      List<Values> entries, References.Names<TaskDefinition> tasks) {
    Vocabulary names = References.vocabulary(Map.of(), tasks);
    Map<String, FactUse> facts = new LinkedHashMap<>();
    for (Values values : entries) {
      FactUse fact = fact(values, names);
      if (ConditionParser.isReserved(values.name())) {
        values.report(
            values.key(),
            "fact-name",
            "a word of the language of conditions: " + Quote.of(values.name()),
            Fix.say("choose another name"));
      } else {
        facts.put(values.name(), fact);
      }
    }
    return facts;
  }

  /** Makes a fact. One with a mistake is made, too, so that conditions may name it. */
  private static FactUse fact(Values values, Vocabulary names) {
    List<Fact> given =
        Arrays.stream(Fact.values())
            .filter(fact -> values.map().entry(fact.word()).isPresent())
            .filter(fact -> fact.argument() != Fact.Argument.NONE)
            .toList();
    if (given.size() > 1 || values.map().isHollow()) {
      String words = String.join(", ", KEYS.stream().map(Key::name).toList());
      values.report(
          values.key(),
          "fact-key",
          given.isEmpty() ? "says nothing to measure" : "says more than one thing to measure",
          Fix.say("write one of: " + words));
    }
    if (given.size() != 1) {
      return new FactUse(values.name(), Fact.TASK, "");
    }
    Fact fact = given.get(0);
    Optional<Scalar> argument =
        KEYS.stream()
            .filter(key -> key.name().equals(fact.word()))
            .findFirst()
            .flatMap(values::scalar);
    String checked =
        argument
            .flatMap(
                value -> values.reading().parse(value, text -> names.argument(fact, text.text())))
            .orElse("");
    return new FactUse(values.name(), fact, checked);
  }
}
