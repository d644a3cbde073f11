// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.python.Expr.Sequence;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A value of Python that is known without running anything, or {@link Unknown}. */
sealed interface PythonValue {

  /** Number of the line where it is written, from 1. */
  int line();

  /** Returns true for {@code None}. */
  default boolean isNone() {
    return this instanceof Constant constant && constant.value().isEmpty();
  }

  /** Name of the value in the source. */
  default String source() {
    return this instanceof Ref ref ? ref.name() : asText().orElse("this value");
  }

  /** Words for messages. */
  default String shown() {
    return this instanceof Ref || this instanceof Text ? Quote.of(source()) : "this value";
  }

  /** The text of a string; empty: another value. */
  default Optional<String> asText() {
    return this instanceof Text text ? Optional.of(text.text()) : Optional.empty();
  }

  record Text(int line, String text) implements PythonValue {}

  record Num(int line, BigDecimal number, boolean isWhole) implements PythonValue {}

  /** {@code True}, {@code False}, or empty for {@code None}. */
  record Constant(int line, Optional<Boolean> value) implements PythonValue {}

  record Items(int line, Sequence.Kind kind, List<PythonValue> items) implements PythonValue {}

  record Dict(int line, List<Pair> pairs) implements PythonValue {

    /** Returns the value of a key that is text. */
    Optional<PythonValue> get(String key) {
      return pairs.stream()
          .filter(pair -> pair.key() instanceof Text text && text.text().equals(key))
          .map(Pair::value)
          .reduce((first, last) -> last);
    }

    /** Returns a copy with the pairs of another one over its own. */
    Dict with(Dict other) {
      return of(line, Stream.concat(pairs.stream(), other.pairs.stream()).toList());
    }

    /** Makes a dict; of two pairs with one key the second counts, in its place. */
    static Dict of(int line, List<Pair> pairs) {
      Map<Object, Pair> byKey = new LinkedHashMap<>();
      for (Pair pair : pairs) {
        Object key = pair.key() instanceof Text text ? text.text() : pair;
        byKey.remove(key);
        byKey.put(key, pair);
      }
      return new Dict(line, List.copyOf(byKey.values()));
    }
  }

  /** An entry of a dict; its line is that of the key. */
  record Pair(PythonValue key, PythonValue value) {}

  /** A {@code timedelta}. */
  record Span(int line, BigDecimal seconds) implements PythonValue {}

  /** A {@code crontab(...)}, its arguments by name. */
  record Crontab(int line, Map<String, PythonValue> fields) implements PythonValue {}

  /** A {@code schedule(run_every)}. */
  record Every(int line, PythonValue runEvery) implements PythonValue {}

  /** A task with its arguments, as {@code add.s(1, 2)}. */
  record Signature(int line, PythonValue task, List<PythonValue> args, Dict kwargs)
      implements PythonValue {}

  /** A name that this file imports or does not define, in full where an import tells it. */
  record Ref(int line, String name) implements PythonValue {}

  /**
   * A value that is known only when the file runs.
   *
   * @param why a fact that quotes the source
   * @param hint what to do
   */
  record Unknown(int line, String why, String hint) implements PythonValue {

    /** A value that cannot be used: why it is not known, or that it is of another kind. */
    static Unknown of(PythonValue value) {
      return value instanceof Unknown why ? why : of(value.line(), value.source());
    }

    /** The mistake to report where the value is needed. */
    UnreadableValue mistake() {
      return mistake("");
    }

    /** The mistake to report where the value is needed, with its name in front. */
    UnreadableValue mistake(String prefix) {
      return new UnreadableValue("celery-value", prefix + why, hint);
    }

    /** A value that the source does not tell. */
    static Unknown of(int line, String source) {
      return new Unknown(
          line,
          "known only when the file runs: " + Quote.of(source),
          "write the value itself into a copy of the file");
    }
  }
}
