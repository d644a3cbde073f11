// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.Glob;
import io.celeryroot.job.JsonReader;
import io.celeryroot.queue.pidbox.KombuMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command that a client of Celery's remote control sent to all workers, or to some.
 *
 * @param method name of the command
 * @param arguments of the command, by name
 * @param replyTo who waits for a reply; empty: nobody
 */
record Broadcast(String method, Map<String, Object> arguments, Optional<ReplyTo> replyTo) {

  /** Longer messages are not read. */
  static final int MAX_LENGTH = 256 * 1024;

  /** Longer names are not read. */
  static final int MAX_NAME = 512;

  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

  /**
   * The address of a reply.
   *
   * @param client its id
   * @param ticket of the question
   */
  record ReplyTo(String client, String ticket) {}

  /**
   * Reads a message.
   *
   * @param nodes names of this worker
   * @return empty: not a command, for other workers, or with an address that no client has
   */
  static Optional<Broadcast> parse(byte[] message, List<String> nodes) {
    if (message.length > MAX_LENGTH) {
      return Optional.empty();
    }
    return KombuMessage.body(new String(message, UTF_8))
        .filter(body -> isFor(nodes, body))
        .flatMap(Broadcast::of);
  }

  /** A pattern that is a regular expression fits no worker: it may take for ever. */
  private static boolean isFor(List<String> nodes, Map<String, Object> body) {
    if (body.get("destination") instanceof List<?> names && !names.isEmpty()) {
      return nodes.stream().anyMatch(names::contains);
    }
    Optional<String> pattern = JsonReader.text(body.get("pattern"));
    Optional<String> matcher = JsonReader.text(body.get("matcher"));
    return pattern.isEmpty()
        || matcher.isEmpty()
        || (matcher.get().equals("glob")
            && pattern.get().length() <= MAX_NAME
            && nodes.stream().anyMatch(node -> Glob.matches(pattern.get(), node)));
  }

  private static Optional<Broadcast> of(Map<String, Object> body) {
    Optional<String> method =
        JsonReader.text(body.get("method")).filter(name -> name.length() <= MAX_NAME);
    boolean isQuestion = body.get("reply_to") != null;
    Optional<ReplyTo> replyTo = isQuestion ? replyTo(body) : Optional.empty();
    if (method.isEmpty() || (isQuestion && replyTo.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new Broadcast(method.get(), JsonReader.members(body.get("arguments")), replyTo));
  }

  /** Only lists that kombu itself names are written to. */
  private static Optional<ReplyTo> replyTo(Map<String, Object> body) {
    Map<String, Object> to = JsonReader.members(body.get("reply_to"));
    Optional<String> client =
        JsonReader.text(to.get("routing_key")).filter(id -> UUID.matcher(id).matches());
    Optional<String> ticket =
        JsonReader.text(body.get("ticket")).filter(text -> text.length() <= MAX_NAME);
    return KombuMessage.REPLY_EXCHANGE.equals(to.get("exchange"))
        ? client.flatMap(id -> ticket.map(question -> new ReplyTo(id, question)))
        : Optional.empty();
  }
}
