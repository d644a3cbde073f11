// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.condition.Condition;
import io.celeryroot.condition.Fact;
import io.celeryroot.condition.FactUse;
import io.celeryroot.condition.Kind;
import io.celeryroot.condition.Operator;
import io.celeryroot.condition.Quantity;
import io.celeryroot.job.Outcome;
import io.celeryroot.testing.Mutations;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.UnreadableValue;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionParserTest {

  private static final Vocabulary NAMES =
      Vocabulary.of(
          TestSite.config(
              """
              redis: redis://127.0.0.1:1
              workers: {web: {hostnames: [web01]}}
              tasks:
                look: {command: [look]}
                ask: {command: [ask, "{what}"], params: {what: {required: true}}}
              facts:
                backup-age: {file_age: /var/backups/db.dump}
                dump: {file_exists: /var/backups/db.dump}
                looked: {task: look}
              """));

  private static Condition parse(String text) {
    return ConditionParser.parse(text, NAMES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "disk_usage < 80%",
        "disk_usage(/var) < 80.5%",
        "disk_usage(\"/a (b)\") < 80%",
        "disk_free >= 2TB",
        "memory_usage != 0%",
        "load > 2.5",
        "uptime = 24h",
        "file_exists(/x)",
        "not file_exists(/x)",
        "backup-age > 24h",
        "dump",
        "looked < 5",
        "looked = \"it \\\"is\\\" \\\\ so\"",
        "looked > 90%",
        "hour < 6",
        "weekday = sat",
        "last_success_age(ask) > 36h",
        "last_outcome(look) = \"timed out\"",
        "last_outcome(look) != never",
        "service_active(getty@tty1.service)",
        "command_ok(look)",
        "load < 1 and hour < 6 and dump",
        "load < 1 or hour < 6 and dump",
        "(load < 1 or hour < 6) and dump",
        "not (load < 1 and dump)",
        "(load < 1 and dump) and hour < 6",
        "not not dump"
      })
  void a_condition_keeps_its_text(String text) {
    assertThat(parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          disk_usage<80%                  | disk_usage < 80%
          disk_usage ( /var ) <80%        | disk_usage(/var) < 80%
          uptime == 1h                    | uptime = 1h
          '  dump  '                      | dump
          ((dump))                        | dump
          last_outcome(look)='timed out'  | last_outcome(look) = 'timed out'
          file_exists('/x')               | file_exists(/x)
          (load < 1) or (hour < 6 and dump) | load < 1 or hour < 6 and dump
          """)
  void ways_to_write_the_same_condition(String text, String same) {
    assertThat(parse(text)).isEqualTo(parse(same));
    assertThat(parse(text).text()).isEqualTo(same);
  }

  @Test
  void the_root_is_measured_when_no_path_is_given() {
    assertThat(parse("disk_usage < 80%"))
        .isEqualTo(
            new Condition.Comparison(
                new FactUse("disk_usage", Fact.DISK_USAGE, "/"),
                Operator.LESS,
                Quantity.number(Kind.PERCENT, 80, "80%")));
  }

  @Test
  void the_outcomes_of_a_fact_are_those_that_a_job_that_ran_can_have() {
    assertThat(Quantities.OUTCOMES).contains(Quantities.NEVER);
    assertThat(Quantities.OUTCOMES.stream().filter(word -> !word.equals(Quantities.NEVER)))
        .isSubsetOf(Arrays.stream(Outcome.values()).map(Outcome::word).toList());
  }

  @Test
  void a_long_text_is_refused() {
    assertThatThrownBy(() -> parse("dump" + " and dump".repeat(200)))
        .isInstanceOf(UnreadableValue.class)
        .hasMessageContaining("at most 1000");
  }

  @Test
  void deep_brackets_are_refused_and_not_a_full_stack() {
    assertThatThrownBy(() -> parse("(".repeat(900)))
        .isInstanceOf(UnreadableValue.class)
        .hasMessageContaining("deep");
  }

  @Property
  void a_condition_that_is_printed_reads_as_the_same(@ForAll("conditions") Condition condition) {
    assertThat(parse(condition.text())).isEqualTo(condition);
  }

  @Property(tries = 3000)
  void any_text_is_read_or_refused_with_a_place_inside_it(@ForAll("texts") String text) {
    try {
      Condition read = parse(text);
      assertThat(parse(read.text())).isEqualTo(read);
    } catch (UnreadableValue e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.offset()).isBetween(0, text.length());
      assertThat(e.offset() + e.length()).isLessThanOrEqualTo(text.length());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Mutations.of(
            List.of(
                "disk_usage(/var) < 80% and not (hour >= 8 or weekday = sun)",
                "last_outcome(look) = \"timed out\" or file_exists('/a b')",
                "looked != \"x\" and backup-age > 24h and (disk_free > 1GB)",
                "")),
        Arbitraries.of(
                "and",
                "or",
                "not",
                "(",
                ")",
                "<",
                ">=",
                "==",
                "!",
                "&&",
                "80%",
                "24h",
                "\"",
                "'",
                "disk_usage",
                "file_exists",
                "/x",
                "dump",
                "looked",
                ",",
                "\u00a0",
                "≤",
                "\n")
            .list()
            .ofMaxSize(12)
            .map(words -> String.join(" ", words)));
  }

  @Provide
  Arbitrary<Condition> conditions() {
    return conditions(3);
  }

  private static Arbitrary<Condition> conditions(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<Condition> part = Arbitraries.lazy(() -> conditions(depth - 1));
    Arbitrary<List<Condition>> parts = part.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.oneOf(
        leaves(),
        part.map(Condition.Not::new),
        parts.map(Condition.All::new),
        parts.map(Condition.Any::new));
  }

  private static Arbitrary<Condition> leaves() {
    Arbitrary<String> paths =
        Arbitraries.strings().withChars("ab/ ()\"'\\,.<%").ofMaxLength(8).map(rest -> "/" + rest);
    return Arbitraries.oneOf(
        paths.map(path -> parse("file_exists(" + Quantities.quoted(path) + ")")),
        compared("disk_usage", Arbitraries.integers().between(0, 100), n -> n + "%"),
        compared("uptime", Arbitraries.integers().between(0, 9999), n -> n + "m"),
        compared("disk_free", Arbitraries.integers().between(0, 9999), n -> n + "GB"),
        compared("hour", Arbitraries.integers().between(0, 23), String::valueOf),
        Arbitraries.strings()
            .ofMaxLength(6)
            .map(text -> parse("looked = " + Quantities.quoted(text))));
  }

  private static <N> Arbitrary<Condition> compared(
      String fact, Arbitrary<N> numbers, Function<N, String> writer) {
    BiFunction<Operator, N, Condition> maker =
        (operator, number) -> parse(fact + " " + operator.sign() + " " + writer.apply(number));
    return Combinators.combine(Arbitraries.of(Operator.values()), numbers).as(maker::apply);
  }
}
