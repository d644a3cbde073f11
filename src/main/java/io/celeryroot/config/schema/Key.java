// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import io.celeryroot.text.Yaml;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One key of cl.yaml. The reader, the JSON Schema, the reference page and {@code cl config show}
 * all go by this definition.
 *
 * @param <R> record that holds the value
 * @param <T> value as it is read
 * @param name as it is written
 * @param type of the value, with its checks
 * @param shown writes the value of a record for {@code cl config show}; empty: not shown
 * @param required whether it must be there
 * @param defaultValue value when it is absent
 * @param defaultText the default as cl.yaml would write it; in words when it depends; empty: none
 * @param secret whether its value can be or hold a secret
 * @param meaning one or more sentences of Markdown for the reference and for editors
 */
public record Key<R, T>(
    String name,
    Type<T> type,
    Function<R, Optional<?>> shown,
    boolean required,
    Optional<T> defaultValue,
    String defaultText,
    boolean secret,
    String meaning) {

  /** A key whose value every record has. */
  public static <R, T> Key<R, T> of(String name, Type<T> type, Function<R, T> value) {
    return optional(name, type, record -> Optional.of(value.apply(record)));
  }

  /** A key whose value a record may lack. */
  public static <R, T> Key<R, T> optional(
      String name, Type<T> type, Function<R, Optional<T>> value) {
    return custom(name, type, record -> value.apply(record).map(type.writer()));
  }

  /** A key that is shown in a way of its own. */
  public static <R, T> Key<R, T> custom(String name, Type<T> type, Function<R, Optional<?>> shown) {
    return new Key<>(name, type, shown, false, Optional.empty(), "", false, "");
  }

  /** A key that is never shown. */
  public static <R, T> Key<R, T> hidden(String name, Type<T> type) {
    return custom(name, type, record -> Optional.empty());
  }

  public Key<R, T> mandatory() {
    return new Key<>(name, type, shown, true, defaultValue, defaultText, secret, meaning);
  }

  public Key<R, T> withDefault(T value) {
    String text = type.writer().apply(value).toString();
    return new Key<>(name, type, shown, required, Optional.of(value), text, secret, meaning);
  }

  /** Describes in words a default that depends on something else. */
  public Key<R, T> withDefaultText(String text) {
    return new Key<>(name, type, shown, required, defaultValue, text, secret, meaning);
  }

  /** Marks a key whose value can be or hold a secret. */
  public Key<R, T> withSecrets() {
    return new Key<>(name, type, shown, required, defaultValue, defaultText, true, meaning);
  }

  public Key<R, T> meaning(String text) {
    return new Key<>(name, type, shown, required, defaultValue, defaultText, secret, text);
  }

  /** Returns the key as an environment has it: not required and without a default. */
  public Key<R, T> relaxed() {
    return new Key<>(name, type, shown, false, Optional.empty(), "", secret, meaning);
  }

  /**
   * The value of a record for {@code cl config show}; a list or map without elements is left out.
   */
  Optional<Object> show(R record) {
    return shown
        .apply(record)
        .map(Object.class::cast)
        .filter(value -> !(value instanceof Collection<?> list && list.isEmpty()))
        .filter(value -> !(value instanceof Map<?, ?> map && map.isEmpty()));
  }

  Map<String, Object> schema(Schemas schemas) {
    String ending = defaultText.isEmpty() ? "" : " Default: " + defaultText + ".";
    Map<String, Object> schema = Yaml.map("description", meaning + ending);
    schema.putAll(type.schema().apply(schemas));
    return schema;
  }
}
