// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.pidbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.job.JsonReader;
import io.celeryroot.text.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Messages as kombu writes and reads them. Pure but for a random name of each message. */
public final class KombuMessage {

  /** Exchange of the replies to remote control. */
  public static final String REPLY_EXCHANGE = "reply.celery.pidbox";

  private KombuMessage() {}

  /**
   * Writes a message.
   *
   * @param mode 1: it need not outlive its server; 2: it should
   */
  public static String write(
      Map<String, Object> body,
      Map<String, Object> headers,
      int mode,
      String exchange,
      String routingKey) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("delivery_mode", mode);
    properties.put("delivery_info", Map.of("exchange", exchange, "routing_key", routingKey));
    properties.put("priority", 0);
    properties.put("body_encoding", "base64");
    properties.put("delivery_tag", UUID.randomUUID().toString());
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("body", Base64.getEncoder().encodeToString(Json.line(body).getBytes(UTF_8)));
    message.put("content-encoding", "utf-8");
    message.put("content-type", "application/json");
    message.put("headers", headers);
    message.put("properties", properties);
    return Json.line(message);
  }

  /** The body of a message; empty: it is not an object in JSON. */
  public static Optional<Map<String, Object>> body(String message) {
    Map<String, Object> envelope = JsonReader.readObject(message).orElse(Map.of());
    Object encoding = JsonReader.members(envelope.get("properties")).get("body_encoding");
    return JsonReader.text(envelope.get("body"))
        .flatMap(text -> "base64".equals(encoding) ? decoded(text) : Optional.of(text))
        .flatMap(JsonReader::readObject);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(text), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
