// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import io.celeryroot.job.Job;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Target;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message that can never be executed.
 *
 * @param target the list it was taken from
 * @param id Celery task id, when it could be read
 * @param task name, when it could be read
 * @param reason why, as a fact
 * @param at when it was put here
 * @param history what happened to it, oldest first
 * @param message the message itself; may hold secrets
 * @param entry as stored
 */
public record DeadLetter(
    Target target,
    Optional<String> id,
    Optional<String> task,
    String reason,
    Instant at,
    List<String> history,
    String message,
    String entry) {

  public DeadLetter {
    history = List.copyOf(history);
  }

  /**
   * The name that tells it from others with its ID: the ID, or a question mark without one, and
   * when it was put here. Blanks are question marks, too.
   */
  public String name() {
    return id.orElse("?").replace(' ', '?') + "@" + at;
  }

  /** Returns whether a text is its ID or its name. */
  public boolean isNamed(String text) {
    return id.equals(Optional.of(text)) || name().equals(text);
  }

  /** The queue of the role. */
  public String queue() {
    return target.queue();
  }

  /**
   * The entry for Redis.
   *
   * @param message empty: too long to be kept
   * @param cut length of a message that is too long
   */
  static String toJson(
      Job job,
      String reason,
      Instant at,
      List<String> history,
      String message,
      Optional<Integer> cut) {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", job.id());
    letter.put("task", job.task());
    letter.put("reason", reason);
    letter.put("list", job.target().list());
    letter.put("role", job.target().role());
    letter.put("host", job.target().host());
    letter.put("at", at.toString());
    letter.put("history", history);
    letter.put("message", message);
    letter.put("cut", cut);
    return Json.line(letter);
  }

  /** The letter in an entry of Redis; empty: it is not one of ours. */
  static Optional<DeadLetter> parse(String queue, String entry) {
    return JsonReader.readObject(entry)
        .map(
            fields ->
                new DeadLetter(
                    new Target(
                        JsonReader.text(fields.get("role")).orElse(""),
                        queue,
                        JsonReader.text(fields.get("host")).filter(Target::isHostName)),
                    JsonReader.text(fields.get("id")),
                    JsonReader.text(fields.get("task")),
                    JsonReader.text(fields.get("reason")).orElse(""),
                    JsonReader.isoTime(fields.get("at")).orElse(Instant.EPOCH),
                    JsonReader.texts(fields.get("history")),
                    JsonReader.text(fields.get("message")).orElse(""),
                    entry));
  }

  @Override
  public String toString() {
    return "dead letter " + id.orElse("without id") + ": " + reason;
  }
}
