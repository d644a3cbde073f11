// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.celery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Optional;

/** The JSON that is read: of messages, and of values that become parts of messages. */
public final class JsonFormat {

  /** Deeper texts are refused. */
  public static final int MAX_DEPTH = 64;

  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Python's json writes them, so Celery does.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private JsonFormat() {}

  /** Returns the first token of a text that is one value; empty: it is not. */
  static Optional<JsonToken> firstToken(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Optional<JsonToken> first = Optional.ofNullable(parser.nextToken());
      parser.skipChildren();
      return parser.nextToken() == null ? first : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
