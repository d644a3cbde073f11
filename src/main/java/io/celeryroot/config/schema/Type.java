// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import java.util.Map;
import java.util.Optional;

/** The type of a key's value: reads it, writes it and describes it. */
public interface Type<T> {

  /** The type in words, such as {@code a duration}. */
  String label();

  /** Choices or limits, as the reference page puts them behind the label; empty: none. */
  default String limits() {
    return "";
  }

  /** Returns whether a map without entries is a value. */
  default boolean allowsEmptyMap() {
    return false;
  }

  /**
   * Reads a value.
   *
   * @param node holds something
   * @return empty when the value cannot be used, which is reported
   */
  Optional<T> read(Reading reading, Node node);

  /** The value as text, number, boolean, list or map that reads as the same value. */
  default Object write(T value) {
    return value;
  }

  /** JSON Schema of the value. */
  Map<String, Object> schema(Schemas schemas);
}
