// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.celeryroot.config.celery.JsonFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * JSON as maps, lists, strings, numbers, booleans and null. Streams only: the object mapper costs a
 * command line more time than Redis does.
 */
public final class JsonReader {

  /** Deeper texts are refused. */
  public static final int MAX_DEPTH = JsonFormat.MAX_DEPTH;

  private static final long MAX_MILLIS = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  private JsonReader() {}

  /**
   * Reads one value.
   *
   * @throws IOException not JSON, too deep, or something behind the value
   */
  public static Object read(String text) throws IOException {
    try (JsonParser parser = JsonFormat.FACTORY.createParser(text)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("text after the value");
      }
      return value;
    }
  }

  /** Reads an object; empty when it is anything else. */
  public static Optional<Map<String, Object>> readObject(String text) {
    try {
      return object(read(text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the members of an object that was read, not to be changed; empty: not an object. */
  @SuppressWarnings("unchecked") // names of members are texts
  public static Optional<Map<String, Object>> object(Object value) {
    return value instanceof Map<?, ?> map
        ? Optional.of(Collections.unmodifiableMap((Map<String, Object>) map))
        : Optional.empty();
  }

  public static List<Object> list(Object value) {
    return value instanceof List<?> list
        ? Collections.unmodifiableList(new ArrayList<Object>(list))
        : List.of();
  }

  /** Returns the members of an object as {@link #object} does; none if it is not an object. */
  public static Map<String, Object> members(Object value) {
    return object(value).orElse(Map.of());
  }

  /** Returns the members of an object as texts, in their order; none if it is not an object. */
  public static Map<String, String> textsByName(Object value) {
    Map<String, String> texts = new LinkedHashMap<>();
    members(value).forEach((name, member) -> texts.put(name, String.valueOf(member)));
    return texts;
  }

  /** Returns the elements of a list as texts. */
  public static List<String> texts(Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }

  /** Returns the objects in a list; what else is in it is left out. */
  public static Stream<Map<String, Object>> objects(Object value) {
    return list(value).stream().flatMap(element -> object(element).stream());
  }

  public static Optional<String> text(Object value) {
    return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  /** A time as {@link IsoTime} reads it; empty: not a text that is one. */
  public static Optional<Instant> isoTime(Object value) {
    return text(value).flatMap(IsoTime::parse);
  }

  /** Milliseconds since 1970 as a time; what is none, or beyond the year 9999, is 1970. */
  public static Instant time(Object millis) {
    long value = number(millis, 0);
    return value < 0 || value > MAX_MILLIS ? Instant.EPOCH : Instant.ofEpochMilli(value);
  }

  public static long number(Object value, long otherwise) {
    return value instanceof Number number ? number.longValue() : otherwise;
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("empty text");
    }
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + token);
    };
  }

  private static Map<String, Object> members(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }
}
