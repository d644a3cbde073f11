// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.text.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Body for the endpoint of a task: its parameters as an immutable map, or as a JSON object for a
 * component that needs text or bytes. A type of its own, so that Camel converts no other map in
 * this way. Thread-safe.
 */
final class ParameterBody extends AbstractMap<String, String> {

  private final Map<String, String> values;

  ParameterBody(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return values.entrySet();
  }

  /** Registers the conversions for the components of a context. */
  static void register(TypeConverterRegistry converters) {
    register(converters, String.class, ParameterBody::text);
    register(converters, byte[].class, body -> body.text().getBytes(UTF_8));
    register(
        converters,
        InputStream.class,
        body -> new ByteArrayInputStream(body.text().getBytes(UTF_8)));
  }

  private static <T> void register(
      TypeConverterRegistry converters, Class<T> type, Function<ParameterBody, T> conversion) {
    converters.addTypeConverter(
        type,
        ParameterBody.class,
        new SimpleTypeConverter(
            false, (to, exchange, body) -> conversion.apply((ParameterBody) body)));
  }

  /** A JSON object; empty text if the task has no parameters. */
  private String text() {
    return values.isEmpty() ? "" : Json.line(values);
  }
}
