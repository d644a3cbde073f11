// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.control;

import static java.util.Objects.requireNonNull;

import io.celeryroot.job.JsonReader;
import io.celeryroot.text.EnumWords;
import io.celeryroot.text.Json;
import io.celeryroot.text.ShellWords;
import io.celeryroot.text.Text;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An order of an operator, which holds until somebody takes it back.
 *
 * @param kind of the thing that it is about
 * @param name of the queue (the Redis list of a role) or of the host
 * @param action wanted of it
 * @param by who gave it, such as {@code ann@host1}
 * @param at Redis server time
 * @param reason in words; empty: none was given
 */
public record ControlOrder(
    Kind kind, String name, Action action, String by, Instant at, Optional<String> reason) {

  /** Things that an order is about. */
  public enum Kind {
    QUEUE,
    HOST
  }

  /** Wishes of an operator. */
  public enum Action {
    /** Workers claim no job of the queue; new jobs wait in it. */
    PAUSE("paused"),
    /** A queue takes no new job, and what waits runs; a host claims no job, and what runs ends. */
    DRAIN("drained");

    private final String done;

    Action(String done) {
      this.done = done;
    }
  }

  public ControlOrder {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    requireNonNull(action, "action");
  }

  /** Such as {@code paused by ann@host1 (new disk)}. */
  public String text() {
    return action.done + " by " + by + reason.map(why -> " (" + why + ")").orElse("");
  }

  /** Such as {@code paused by ann@host1 since 2026-11-29T02:00:00Z (new disk)}. */
  public String textWithTime() {
    return action.done + " " + origin();
  }

  /** Such as {@code by ann@host1 since 2026-11-29T02:00:00Z (new disk)}. */
  public String origin() {
    return "by " + by + " since " + Text.utc(at) + reason.map(why -> " (" + why + ")").orElse("");
  }

  /** Such as {@code queue web_tasks paused by ann@host1 (new disk)}. */
  public String fullText() {
    return EnumWords.of(kind) + " " + name + " " + text();
  }

  /** The command that takes the order back. */
  public String command() {
    return ShellWords.about(kind == Kind.QUEUE ? "cl queue resume" : "cl worker resume", name);
  }

  /** The field of the hash. */
  static String field(Kind kind, String name) {
    return EnumWords.of(kind) + " " + name;
  }

  String toJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("what", EnumWords.of(action));
    fields.put("by", by);
    fields.put("at", at.toEpochMilli());
    reason.ifPresent(why -> fields.put("reason", why));
    return Json.line(fields);
  }

  /** From a field of the hash; empty: not one that we wrote. */
  static Optional<ControlOrder> parse(String field, String json) {
    int blank = field.indexOf(' ');
    Optional<Kind> kind = EnumWords.find(Kind.class, blank < 0 ? "" : field.substring(0, blank));
    Optional<Map<String, Object>> fields = JsonReader.readObject(json);
    Optional<Action> action =
        fields
            .flatMap(found -> JsonReader.text(found.get("what")))
            .flatMap(text -> EnumWords.find(Action.class, text));
    return kind.isEmpty() || action.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ControlOrder(
                kind.get(),
                field.substring(blank + 1),
                action.get(),
                fields.flatMap(found -> JsonReader.text(found.get("by"))).orElse("somebody"),
                JsonReader.time(fields.orElseThrow().get("at")),
                fields.flatMap(found -> JsonReader.text(found.get("reason")))));
  }
}
