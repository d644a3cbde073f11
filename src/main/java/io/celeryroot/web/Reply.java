// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a call.
 *
 * @param status of HTTP
 * @param headers beside the length
 * @param body empty with {@code live}
 * @param live body that comes bit by bit
 */
public record Reply(int status, Map<String, String> headers, byte[] body, Optional<Live> live) {

  private static final String TYPE = "Content-Type";

  public Reply {
    requireNonNull(body, "body");
    requireNonNull(live, "live");
    headers = Map.copyOf(headers);
  }

  /** Returns a reply that nobody may keep. */
  static Reply of(int status, String type, String body) {
    return new Reply(
        status,
        Map.of(TYPE, type + "; charset=utf-8", "Cache-Control", "no-store"),
        body.getBytes(UTF_8),
        Optional.empty());
  }

  /** Returns a file that never changes under its address. */
  static Reply file(String type, byte[] body) {
    return new Reply(
        200,
        Map.of(TYPE, type, "Cache-Control", "max-age=31536000, immutable"),
        body,
        Optional.empty());
  }

  /** Returns a body that comes bit by bit. */
  static Reply live(String type, Live live) {
    return new Reply(
        200,
        Map.of(TYPE, type + "; charset=utf-8", "Cache-Control", "no-store"),
        new byte[0],
        Optional.of(live));
  }

  Reply with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Reply(status, all, body, live);
  }
}
