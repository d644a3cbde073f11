// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeryroot.config.Overlap;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Json;
import io.celeryroot.text.Quote;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Jobs as messages of Celery's protocol 2 in JSON, and back. Thread-safe; holds no state.
 *
 * @see <a href="https://docs.celeryq.dev/en/stable/internals/protocol.html">Message Protocol</a>
 */
public final class MessageCodec {

  /** Longer messages are not read. */
  public static final int MAX_LENGTH = MessageBody.MAX_LENGTH;

  /** Header with the signature. */
  public static final String SEAL = "cl_seal";

  /** Longer ids and task names are not read. */
  static final int MAX_NAME = 512;

  /** Stands in a text in place of what is not UTF-8, or because it was sent. */
  private static final char REPLACEMENT = '\ufffd';

  private MessageCodec() {}

  /** The entry of a Redis list for a job. */
  public static String write(Job job) {
    return write(job, body(job), Optional.empty());
  }

  /** The body of the message of a job, as it is sent. */
  public static String body(Job job) {
    String json = Json.line(List.of(job.args(), job.kwargs(), job.options().canvas().toEmbed()));
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
  }

  /**
   * The entry of a Redis list for a job.
   *
   * @param body as {@link #body} makes it
   * @param seal signature of the job; empty: none
   */
  public static String write(Job job, String body, Optional<String> seal) {
    Map<String, Object> headers = headers(job);
    seal.ifPresent(text -> headers.put(SEAL, text));
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("body", body);
    message.put("content-encoding", "utf-8");
    message.put("content-type", "application/json");
    message.put("headers", headers);
    message.put("properties", properties(job));
    return Json.line(message);
  }

  /**
   * The job in an entry of a Redis list. What a foreign client left out gets defaults.
   *
   * @param message the entry
   * @param target the list it was taken from
   * @throws UnreadableMessage no job, or over a limit
   */
  public static Job read(String message, Target target) throws UnreadableMessage {
    return read(envelope(message), target);
  }

  /**
   * The members of an entry of a Redis list.
   *
   * @throws UnreadableMessage not a message, or over a limit
   */
  public static Map<String, Object> envelope(String message) throws UnreadableMessage {
    if (message.length() > MAX_LENGTH) {
      throw unreadable(message.length() + " characters, at most " + MAX_LENGTH + " are read");
    }
    return MessageBody.object(MessageBody.parse(message, "message"), "message");
  }

  /**
   * The job in a message, as above.
   *
   * @param envelope as {@link #envelope} reads it
   */
  public static Job read(Map<String, Object> envelope, Target target) throws UnreadableMessage {
    Map<String, Object> headers = JsonReader.members(envelope.get("headers"));
    Optional<String> id = JsonReader.text(headers.get("id")).filter(MessageCodec::isName);
    try {
      return job(envelope, headers, target);
    } catch (UnreadableMessage e) {
      throw new UnreadableMessage(e.reason(), id);
    }
  }

  /** The job in a message; empty when it is none, which the worker that takes it will report. */
  public static Optional<Job> tryRead(String message, Target target) {
    try {
      return Optional.of(read(message, target));
    } catch (UnreadableMessage e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> headers(Job job) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("lang", "py");
    headers.put("task", job.task());
    headers.put("id", job.id());
    headers.put("shadow", null);
    headers.put("eta", job.eta().map(IsoTime::python));
    headers.put("expires", job.expires().map(IsoTime::python));
    headers.put("group", job.run());
    headers.put("group_index", null);
    headers.put("retries", 0);
    headers.put("timelimit", job.options().timeLimits());
    headers.put("root_id", job.id());
    headers.put("parent_id", null);
    // Celery shows these in logs and events: names only, a value may be secret.
    headers.put("argsrepr", job.args().isEmpty() ? "()" : "(...)");
    headers.put("kwargsrepr", names(job.kwargs()));
    headers.put("origin", job.origin());
    headers.put("ignore_result", job.options().ignoresResult());
    // By the names that OpenTelemetry's instrumentation of Celery uses.
    job.trace().ifPresent(trace -> headers.put("traceparent", trace.traceparent()));
    job.trace().flatMap(TraceContext::tracestate).ifPresent(s -> headers.put("tracestate", s));
    headers.put("cl_run", job.run());
    headers.put("cl_schedule", job.schedule());
    headers.put("cl_due", job.due().map(Instant::toString));
    headers.put("cl_overlap", EnumWords.of(job.overlap()));
    headers.put("cl_submitted", job.submitted().map(Instant::toString));
    if (!job.conditions().isEmpty()) {
      headers.put("cl_if", job.conditions());
    }
    if (!job.shard().isWhole()) {
      headers.put("cl_shard", List.of(job.shard().index(), job.shard().count()));
    }
    return headers;
  }

  private static Map<String, Object> properties(Job job) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("exchange", "");
    route.put("routing_key", job.target().list());
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("correlation_id", job.id());
    properties.put("reply_to", UUID.nameUUIDFromBytes(job.origin().getBytes(UTF_8)).toString());
    properties.put("delivery_mode", 2);
    properties.put("delivery_info", route);
    properties.put("priority", 0);
    properties.put("body_encoding", "base64");
    properties.put("delivery_tag", UUID.nameUUIDFromBytes(job.id().getBytes(UTF_8)).toString());
    return properties;
  }

  private static String names(Map<String, Object> kwargs) {
    StringBuilder text = new StringBuilder("{");
    for (String name : kwargs.keySet()) {
      text.append(text.length() > 1 ? ", " : "").append('\'').append(name).append("': ...");
    }
    return text.append('}').toString();
  }

  private static Job job(Map<String, Object> envelope, Map<String, Object> headers, Target target)
      throws UnreadableMessage {
    MessageBody body = MessageBody.read(envelope, headers);
    Optional<String> schedule = optionalName(headers, "cl_schedule");
    return new Job(
        name(headers, "id"),
        optionalName(headers, "cl_run"),
        schedule,
        time(headers, "cl_due"),
        name(headers, "task"),
        body.args(),
        body.kwargs(),
        target,
        time(headers, "eta"),
        time(headers, "expires"),
        schedule.isEmpty() ? Overlap.ALLOW : overlap(headers),
        time(headers, "cl_submitted"),
        optionalName(headers, "origin").orElse("unknown"),
        TraceContext.parse(
            JsonReader.text(headers.get("traceparent")).orElse(null),
            JsonReader.text(headers.get("tracestate")).orElse(null)),
        conditions(headers),
        ClientOptions.read(headers, body.canvas()),
        shard(headers));
  }

  /** The place of the job in its run; what cannot be one counts as not said. */
  private static Shard shard(Map<String, Object> headers) {
    List<?> numbers = headers.get("cl_shard") instanceof List<?> list ? list : List.of();
    long index = numbers.size() == 2 ? JsonReader.number(numbers.get(0), -1) : -1;
    long count = numbers.size() == 2 ? JsonReader.number(numbers.get(1), -1) : -1;
    return Shard.isPossible(index, count) ? new Shard((int) index, (int) count) : Shard.WHOLE;
  }

  /** Texts that the worker reads as conditions; a condition is never left out. */
  private static List<String> conditions(Map<String, Object> headers) throws UnreadableMessage {
    Object value = headers.get("cl_if");
    if (value == null) {
      return List.of();
    }
    List<?> texts = value instanceof List<?> list ? list : List.of();
    boolean isReadable =
        value instanceof List<?>
            && texts.size() <= ConditionParser.MAX_CONDITIONS
            && texts.stream()
                .allMatch(
                    text ->
                        text instanceof String condition
                            && condition.length() <= ConditionParser.MAX_LENGTH);
    if (!isReadable) {
      throw unreadable(
          "header \"cl_if\" is not a list of at most %d texts of at most %d characters"
              .formatted(ConditionParser.MAX_CONDITIONS, ConditionParser.MAX_LENGTH));
    }
    return texts.stream().map(String::valueOf).toList();
  }

  private static String name(Map<String, Object> headers, String key) throws UnreadableMessage {
    return optionalName(headers, key)
        .orElseThrow(
            () -> unreadable("no header \"" + key + "\": not Celery's message protocol 2"));
  }

  /** Names end up in keys, logs, terminals and environments of programs. */
  private static Optional<String> optionalName(Map<String, Object> headers, String key)
      throws UnreadableMessage {
    Optional<String> text = JsonReader.text(headers.get(key));
    if (text.isPresent() && !isName(text.get())) {
      throw unreadable(
          "header \"" + key + "\" is longer than " + MAX_NAME + " or has control characters");
    }
    return text;
  }

  private static boolean isName(String text) {
    return text.length() <= MAX_NAME && text.chars().noneMatch(Character::isISOControl);
  }

  private static Overlap overlap(Map<String, Object> headers) {
    return JsonReader.text(headers.get("cl_overlap"))
        .flatMap(text -> EnumWords.find(Overlap.class, text))
        .orElse(Overlap.ALLOW);
  }

  private static Optional<Instant> time(Map<String, Object> headers, String key)
      throws UnreadableMessage {
    Object value = headers.get(key);
    Optional<Instant> time = value == null ? Optional.empty() : IsoTime.parse(value.toString());
    if (value != null && time.isEmpty()) {
      throw unreadable("header \"" + key + "\" is no time: " + Quote.of(value.toString()));
    }
    return time;
  }

  private static UnreadableMessage unreadable(String reason) {
    return new UnreadableMessage(reason, Optional.empty());
  }

  /**
   * The text of a message.
   *
   * @throws UnreadableMessage not UTF-8, or too long to be looked at
   */
  public static String decode(byte[] message) throws UnreadableMessage {
    if (message.length > MAX_LENGTH) {
      throw unreadable(message.length + " bytes, at most " + MAX_LENGTH + " are read");
    }
    String text = new String(message, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(message);
  }

  private static String decodeStrictly(byte[] message) throws UnreadableMessage {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable("not UTF-8");
    }
  }
}
