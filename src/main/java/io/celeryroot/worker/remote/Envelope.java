// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.text.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Messages as kombu reads them. Pure but for a random name of the message. */
final class Envelope {

  private static final String REPLY_EXCHANGE = "reply.celery.pidbox";
  private static final String EVENT_EXCHANGE = "celeryev";

  private Envelope() {}

  /** A reply of a worker. */
  static String reply(Broadcast.ReplyTo to, String node, Object reply, long clock) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("ticket", to.ticket());
    headers.put("clock", clock);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(node, reply);
    return message(body, headers, REPLY_EXCHANGE, to.client());
  }

  /** An event of a worker. */
  static String event(Map<String, Object> event, String node, String kind) {
    return message(event, Map.of("hostname", node), EVENT_EXCHANGE, kind);
  }

  private static String message(
      Map<String, Object> body, Map<String, Object> headers, String exchange, String routingKey) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("delivery_mode", 1);
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
}
