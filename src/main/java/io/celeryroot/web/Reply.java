// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answer to a call. Immutable. */
public final class Reply {

  private static final String TYPE = "Content-Type";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Optional<Live> live;

  private Reply(int status, Map<String, String> headers, byte[] body, Optional<Live> live) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
    this.live = live;
  }

  /** Returns a reply that nobody may keep. */
  static Reply of(int status, String type, String body) {
    return new Reply(status, unkept(type), body.getBytes(UTF_8), Optional.empty());
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
    return new Reply(200, unkept(type), new byte[0], Optional.of(live));
  }

  private static Map<String, String> unkept(String type) {
    return Map.of(TYPE, type + "; charset=utf-8", "Cache-Control", "no-store");
  }

  Reply with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Reply(status, all, body, live);
  }

  /** Status of HTTP. */
  public int status() {
    return status;
  }

  /** Headers beside the length. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The whole body; not to be changed; empty if it comes bit by bit. */
  public byte[] body() {
    return body;
  }

  /** A body that comes bit by bit; empty: it is there. */
  public Optional<Live> live() {
    return live;
  }
}
