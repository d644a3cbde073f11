// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.message.Canvas;
import io.celeryroot.job.message.Compression;
import io.celeryroot.job.message.TypedValues;
import io.celeryroot.text.Quote;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a message of protocol 2: the values for the task, and what Celery's workers do when
 * the task has ended.
 *
 * @param args positional values
 * @param kwargs values by parameter name
 * @param canvas what is sent when the job has ended
 */
record MessageBody(List<Object> args, Map<String, Object> kwargs, Canvas canvas) {

  /** Longest message and body, in bytes. */
  static final int MAX_LENGTH = 4 * 1024 * 1024;

  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii", "ascii");

  /**
   * Reads the body.
   *
   * @param envelope the message
   * @param headers of the message
   * @throws UnreadableMessage not protocol 2 in JSON, over a limit, or something that changes how
   *     the task is executed and is not supported
   */
  static MessageBody read(Map<String, Object> envelope, Map<String, Object> headers)
      throws UnreadableMessage {
    String type = String.valueOf(envelope.get("content-type"));
    if (!type.equals("application/json")) {
      throw unreadable("content-type is " + Quote.of(type) + ", only application/json is read");
    }
    Object charset = envelope.get("content-encoding");
    if (charset != null && !CHARSETS.contains(charset.toString().toLowerCase(Locale.ROOT))) {
      throw unreadable(
          "content-encoding is " + Quote.of(charset.toString()) + ", only utf-8 is read");
    }
    if (!(parse(text(envelope, headers), "body") instanceof List<?> parts) || parts.size() != 3) {
      throw unreadable("body is not [args, kwargs, embed]: not Celery's message protocol 2");
    }
    Canvas canvas = canvas(parts.get(2));
    if (!(parts.get(0) instanceof List<?>)) {
      throw unreadable("args are not a list");
    }
    try {
      return new MessageBody(
          JsonReader.list(TypedValues.toText(parts.get(0))),
          object(TypedValues.toText(parts.get(1)), "kwargs"),
          canvas);
    } catch (IOException e) {
      throw unreadable(e.getMessage());
    }
  }

  private static Canvas canvas(Object embed) throws UnreadableMessage {
    try {
      return Canvas.read(embed == null ? Map.of() : object(embed, "the third part of the body"));
    } catch (IOException e) {
      throw unreadable(e.getMessage());
    }
  }

  private static String text(Map<String, Object> envelope, Map<String, Object> headers)
      throws UnreadableMessage {
    if (!(envelope.get("body") instanceof String body)) {
      throw unreadable("no body");
    }
    Map<String, Object> properties = JsonReader.members(envelope.get("properties"));
    Optional<String> compression = JsonReader.text(headers.get("compression"));
    Optional<String> encoding = JsonReader.text(properties.get("body_encoding"));
    if (encoding.isEmpty() && compression.isEmpty()) {
      return body;
    }
    if (!encoding.equals(Optional.of("base64"))) {
      throw unreadable(
          "body_encoding is " + Quote.of(encoding.orElse("")) + ", only base64 is read");
    }
    byte[] bytes = decoded(body);
    return new String(compression.isPresent() ? plain(bytes, compression.get()) : bytes, UTF_8);
  }

  private static byte[] decoded(String body) throws UnreadableMessage {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw unreadable("body is not base64");
    }
  }

  private static byte[] plain(byte[] body, String compression) throws UnreadableMessage {
    try {
      return Compression.decompress(body, compression, MAX_LENGTH);
    } catch (IOException e) {
      throw unreadable(e.getMessage());
    }
  }

  static Object parse(String text, String what) throws UnreadableMessage {
    try {
      return JsonReader.read(text);
    } catch (IOException e) {
      // The parser's own words quote the text, which may hold a secret.
      throw unreadable(what + " is not JSON, or deeper than " + JsonReader.MAX_DEPTH + " levels");
    }
  }

  static Map<String, Object> object(Object value, String what) throws UnreadableMessage {
    return JsonReader.object(value).orElseThrow(() -> unreadable(what + " is no JSON object"));
  }

  private static UnreadableMessage unreadable(String reason) {
    return new UnreadableMessage(reason, Optional.empty());
  }
}
