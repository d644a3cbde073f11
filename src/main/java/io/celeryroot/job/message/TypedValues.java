// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.text.Quote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values of Python types that JSON lacks, as kombu 5.3 and newer write them: {@code {"__type__":
 * "date", "__value__": "2026-11-28"}}. Each becomes its text, which older versions wrote. Pure.
 */
public final class TypedValues {

  private static final Set<String> FORM = Set.of("__type__", "__value__");

  private static final Set<String> TEXTS = Set.of("datetime", "date", "time", "decimal", "bytes");

  private static final Pattern UUID =
      Pattern.compile(
          "(\\p{XDigit}{8})(\\p{XDigit}{4})(\\p{XDigit}{4})(\\p{XDigit}{4})(\\p{XDigit}{12})");

  private TypedValues() {}

  /**
   * Replaces typed values, at any depth, by their texts.
   *
   * @param value of JSON: maps, lists, texts, numbers, booleans, null
   * @throws IOException a type that is not read; the message names it
   */
  public static Object toText(Object value) throws IOException {
    if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>(list.size());
      for (Object element : list) {
        plain.add(toText(element));
      }
      return plain;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    if (map.keySet().equals(FORM)) {
      String type = String.valueOf(map.get("__type__"));
      return text(type, map.get("__value__"))
          .orElseThrow(
              () ->
                  new IOException(
                      "an argument of Python's type " + Quote.of(type) + ", which is not read"));
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      plain.put(String.valueOf(member.getKey()), toText(member.getValue()));
    }
    return plain;
  }

  private static Optional<String> text(String type, Object value) {
    if (type.equals("uuid") && value instanceof Map<?, ?> uuid) {
      var hex = UUID.matcher(String.valueOf(uuid.get("hex")));
      return hex.matches() ? Optional.of(hex.replaceAll("$1-$2-$3-$4-$5")) : Optional.empty();
    }
    if (!(value instanceof String text)) {
      return Optional.empty();
    }
    if (type.equals("base64")) {
      return decoded(text);
    }
    return TEXTS.contains(type) ? Optional.of(text) : Optional.empty();
  }

  /** Bytes are an argument of a program only if they are a text. */
  private static Optional<String> decoded(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
