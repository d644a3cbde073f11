// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.sign;

import io.celeryroot.job.JsonReader;
import io.celeryroot.job.MessageCodec;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a message that its job does not have, as they were sent: they are signed, or say so.
 *
 * @param task name in the message, which may be that of Celery's clients; empty: none
 * @param encoding of the body, as the next three
 * @param seal text that should be a signature; empty: the message has none
 */
public record SentForm(
    Optional<String> task,
    String body,
    Optional<String> encoding,
    Optional<String> type,
    Optional<String> charset,
    Optional<String> compression,
    Optional<String> seal) {

  /** The parts of a message, which need not be one. */
  public static SentForm of(String message) {
    return of(JsonReader.readObject(message).orElse(Map.of()));
  }

  /** The parts of a message that was read. */
  public static SentForm of(Map<String, Object> envelope) {
    Map<String, Object> headers = JsonReader.members(envelope.get("headers"));
    return new SentForm(
        JsonReader.text(headers.get("task")),
        String.valueOf(envelope.get("body")),
        JsonReader.text(JsonReader.members(envelope.get("properties")).get("body_encoding")),
        JsonReader.text(envelope.get("content-type")),
        JsonReader.text(envelope.get("content-encoding")),
        JsonReader.text(headers.get("compression")),
        Optional.ofNullable(headers.get(MessageCodec.SEAL)).map(Object::toString));
  }

  /** A body as we send it. */
  static SentForm ours(String task, String body) {
    return new SentForm(
        Optional.of(task),
        body,
        Optional.of("base64"),
        Optional.of("application/json"),
        Optional.of("utf-8"),
        Optional.empty(),
        Optional.empty());
  }
}
