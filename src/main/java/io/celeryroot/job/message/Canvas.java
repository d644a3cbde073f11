// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.message;

import io.celeryroot.text.Quote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of Celery's canvas that a worker carries out itself: the jobs to send when a job has
 * ended. Each is a signature, a JSON object that Celery's clients write. Immutable and pure.
 *
 * @param callbacks {@code link}: sent when the job ended well
 * @param errbacks {@code link_error}: sent when it failed
 * @param chain what follows when it ended well, the last one next
 */
public record Canvas(
    List<Map<String, Object>> callbacks,
    List<Map<String, Object>> errbacks,
    List<Map<String, Object>> chain) {

  /** A canvas that sends nothing. */
  public static final Canvas NONE = new Canvas(List.of(), List.of(), List.of());

  private static final int MOST = 1000;

  private static final int MAX_NAME = 512;

  /** Options that are honoured, or that change nothing about how the task is executed. */
  private static final Set<String> OPTIONS =
      Set.of(
          "task_id",
          "queue",
          "eta",
          "countdown",
          "expires",
          "time_limit",
          "soft_time_limit",
          "ignore_result",
          "link",
          "link_error",
          "reply_to",
          "root_id",
          "parent_id",
          "group_id",
          "group_index",
          "origin",
          "shadow",
          "argsrepr",
          "kwargsrepr",
          "serializer",
          "compression",
          "delivery_mode",
          "retry",
          "retry_policy",
          "stamps",
          "stamped_headers",
          "replaced_task_nesting");

  public Canvas {
    callbacks = List.copyOf(callbacks);
    errbacks = List.copyOf(errbacks);
    chain = List.copyOf(chain);
  }

  /**
   * Reads the third part of a body.
   *
   * @throws IOException a part of the canvas that is not supported; the message names it
   */
  public static Canvas read(Map<String, Object> embed) throws IOException {
    List<Map<String, Object>> callbacks = List.of();
    List<Map<String, Object>> errbacks = List.of();
    List<Map<String, Object>> chain = List.of();
    for (Map.Entry<String, Object> member : embed.entrySet()) {
      Object value = member.getValue();
      if (isNothing(value)) {
        continue;
      }
      switch (member.getKey()) {
        case "callbacks" -> callbacks = signatures("link", value);
        case "errbacks" -> errbacks = signatures("link_error", value);
        case "chain" -> chain = signatures("chain", value);
        default -> throw unsupported(member.getKey());
      }
    }
    if (callbacks.size() + errbacks.size() + chain.size() > MOST) {
      throw new IOException("asks for more than " + MOST + " jobs to follow");
    }
    return new Canvas(callbacks, errbacks, chain);
  }

  /** The options of a signature that name others, read as {@link #read} does. */
  public static Canvas ofOptions(Map<String, Object> options, List<Map<String, Object>> chain) {
    try {
      Object links = options.get("link");
      Object errors = options.get("link_error");
      return new Canvas(
          isNothing(links) ? List.of() : signatures("link", links),
          isNothing(errors) ? List.of() : signatures("link_error", errors),
          chain);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public boolean isEmpty() {
    return callbacks.isEmpty() && errbacks.isEmpty() && chain.isEmpty();
  }

  /** The third part of a body. */
  public Map<String, Object> toEmbed() {
    Map<String, Object> embed = new LinkedHashMap<>();
    embed.put("callbacks", callbacks.isEmpty() ? null : callbacks);
    embed.put("errbacks", errbacks.isEmpty() ? null : errbacks);
    embed.put("chain", chain.isEmpty() ? null : chain);
    embed.put("chord", null);
    return embed;
  }

  private static boolean isNothing(Object value) {
    return value == null || List.of().equals(value) || Map.of().equals(value);
  }

  private static List<Map<String, Object>> signatures(String what, Object value)
      throws IOException {
    List<?> all = value instanceof List<?> list ? list : List.of(value);
    List<Map<String, Object>> signatures = new ArrayList<>();
    for (Object each : all) {
      signatures.add(signature(what, each));
    }
    return signatures;
  }

  private static Map<String, Object> signature(String what, Object value) throws IOException {
    if (!(value instanceof Map<?, ?> members)) {
      throw new IOException("\"" + what + "\" is not a signature in JSON");
    }
    Object type = members.get("subtask_type");
    if (type instanceof String kind && !kind.isEmpty()) {
      throw new IOException(
          "asks for " + Quote.of(kind) + " in \"" + what + "\", which is not supported");
    }
    if (!(members.get("task") instanceof String task) || !isName(task)) {
      throw new IOException("\"" + what + "\" names no task");
    }
    Object args = members.get("args");
    Object kwargs = members.get("kwargs");
    Object options = members.get("options");
    if ((args != null && !(args instanceof List<?>))
        || (kwargs != null && !(kwargs instanceof Map<?, ?>))
        || (options != null && !(options instanceof Map<?, ?>))) {
      throw new IOException("\"" + what + "\" is not a signature in JSON");
    }
    checkOptions(what, options == null ? Map.of() : (Map<?, ?>) options);
    Map<String, Object> signature = new LinkedHashMap<>();
    members.forEach((key, member) -> signature.put(String.valueOf(key), member));
    return Collections.unmodifiableMap(signature);
  }

  private static void checkOptions(String what, Map<?, ?> options) throws IOException {
    for (Map.Entry<?, ?> option : options.entrySet()) {
      String name = String.valueOf(option.getKey());
      Object value = option.getValue();
      if (isNothing(value)) {
        continue;
      }
      if (!OPTIONS.contains(name)) {
        throw new IOException(
            "asks for option " + Quote.of(name) + " in \"" + what + "\", which is not supported");
      }
      boolean isText = name.equals("queue") || name.equals("task_id");
      if (isText && !(value instanceof String text && isName(text))) {
        throw new IOException("option \"" + name + "\" in \"" + what + "\" is not a name");
      }
      if (name.startsWith("link")) {
        signatures(name, value);
      }
    }
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static IOException unsupported(String what) {
    return new IOException("asks for " + Quote.of(what) + ", which is not supported");
  }
}
