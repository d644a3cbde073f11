// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message as a foreign client, or an attacker, puts it into a queue. Confined to one thread. */
public final class Wire {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> headers = new LinkedHashMap<>();
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private final Map<String, Object> envelope = new LinkedHashMap<>();
  private Object args = List.of();
  private Object kwargs = Map.of();

  /** A good message of protocol 2. */
  public static Wire of(String task, String id) {
    Wire wire = new Wire();
    wire.header("lang", "py").header("task", task).header("id", id).header("root_id", id);
    wire.header("retries", 0).header("timelimit", Arrays.asList(null, null));
    wire.property("correlation_id", id).property("body_encoding", "base64");
    wire.field("content-type", "application/json").field("content-encoding", "utf-8");
    return wire;
  }

  public Wire header(String name, Object value) {
    headers.put(name, value);
    return this;
  }

  public Wire property(String name, Object value) {
    properties.put(name, value);
    return this;
  }

  /** A member of the envelope; wins over what would stand there. */
  public Wire field(String name, Object value) {
    envelope.put(name, value);
    return this;
  }

  public Wire args(Object value) {
    args = value;
    return this;
  }

  public Wire kwargs(Object value) {
    kwargs = value;
    return this;
  }

  /** The entry of the Redis list. */
  public String text() {
    Map<String, Object> message = new LinkedHashMap<>();
    String body = json(List.of(args, kwargs, Map.of()));
    message.put("body", Base64.getEncoder().encodeToString(body.getBytes(UTF_8)));
    message.put("headers", headers);
    message.put("properties", properties);
    message.putAll(envelope);
    return json(message);
  }

  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
