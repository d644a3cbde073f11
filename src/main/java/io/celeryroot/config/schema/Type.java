// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The type of a key's value: reads it, writes it and describes it.
 *
 * @param label the type in words, such as {@code a duration}
 * @param limits choices or limits, as the reference page puts them behind the label; empty: none
 * @param allowsEmptyMap whether a map without entries is a value
 * @param reader makes the value of a node that holds something; empty when it cannot be used, which
 *     is reported
 * @param writer makes text, number, boolean, list or map that reads as the same value
 * @param schema JSON Schema of the value
 */
public record Type<T>(
    String label,
    String limits,
    boolean allowsEmptyMap,
    BiFunction<Reading, Node, Optional<T>> reader,
    Function<T, Object> writer,
    Function<Schemas, Map<String, Object>> schema) {

  /** A type whose values are written as they are. */
  public static <T> Type<T> of(
      String label,
      BiFunction<Reading, Node, Optional<T>> reader,
      Function<Schemas, Map<String, Object>> schema) {
    return new Type<>(label, "", false, reader, value -> value, schema);
  }

  /**
   * A type whose values are one text in the file.
   *
   * @param parser makes the value, or throws {@link io.celeryroot.text.UnreadableValue}
   */
  public static <T> Type<T> scalar(
      String label,
      Function<Scalar, T> parser,
      Function<T, Object> writer,
      Map<String, Object> json) {
    return Type.<T>of(
            label,
            (reading, node) ->
                reading.scalar(node, label).flatMap(value -> reading.parse(value, parser)),
            schemas -> json)
        .written(writer);
  }

  Type<T> limited(String text) {
    return new Type<>(label, text, allowsEmptyMap, reader, writer, schema);
  }

  public Type<T> written(Function<T, Object> otherWriter) {
    return new Type<>(label, limits, allowsEmptyMap, reader, otherWriter, schema);
  }

  public Type<T> orEmptyMap() {
    return new Type<>(label, limits, true, reader, writer, schema);
  }

  public Optional<T> read(Reading reading, Node node) {
    return reader.apply(reading, node);
  }
}
