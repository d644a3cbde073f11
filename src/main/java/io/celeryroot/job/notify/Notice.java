// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.notify;

import static java.util.Objects.requireNonNull;

import io.celeryroot.config.notify.MessageField;
import io.celeryroot.job.JsonReader;
import io.celeryroot.text.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message to one receiver.
 *
 * @param receiver name of an entry of {@code notify:}, or {@code ping.SCHEDULE}
 * @param event its word; of a ping {@code start}, {@code ok} or {@code fail}
 * @param fields texts by {@link MessageField#key()}; without those that are empty
 */
public record Notice(String receiver, String event, Map<String, String> fields) {

  private static final String PING = "ping.";
  private static final int MOST_NAMED = 20;

  public Notice {
    requireNonNull(receiver, "receiver");
    requireNonNull(event, "event");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Returns true if it calls a dead-man service. */
  public boolean isPing() {
    return isPing(receiver);
  }

  /** Returns true if a receiver is a dead-man service. */
  public static boolean isPing(String receiver) {
    return receiver.startsWith(PING);
  }

  /** Messages of one group wait in one line: those of a receiver about one event, or its pings. */
  public String group() {
    return receiver + " " + (isPing() ? "ping" : event);
  }

  /** The receiver of a group. */
  public static String receiverOf(String group) {
    return group.substring(0, Math.max(0, group.indexOf(' ')));
  }

  /** The text of a field; empty text: it has none. */
  public String field(MessageField field) {
    return fields.getOrDefault(field.key(), "");
  }

  /**
   * A copy that stands for others, too.
   *
   * @param others messages that are not sent
   */
  public Notice andMore(List<Notice> others) {
    if (others.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    String more = "and " + others.size() + " more";
    StringBuilder text = new StringBuilder(field(MessageField.TEXT) + "\n" + more);
    others.stream()
        .limit(MOST_NAMED)
        .forEach(other -> text.append("\n- ").append(other.field(MessageField.SUBJECT)));
    all.put(MessageField.SUBJECT.key(), field(MessageField.SUBJECT) + ", " + more);
    all.put(MessageField.TEXT.key(), text.toString());
    all.put(MessageField.MORE.key(), String.valueOf(others.size()));
    return new Notice(receiver, event, all);
  }

  public String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("receiver", receiver);
    members.put("event", event);
    members.put("fields", fields);
    return Json.line(members);
  }

  /** From {@link #toJson}; empty when it is something else. */
  public static Optional<Notice> parse(String json) {
    return JsonReader.readObject(json)
        .filter(members -> members.get("receiver") instanceof String)
        .map(
            members ->
                new Notice(
                    String.valueOf(members.get("receiver")),
                    String.valueOf(members.get("event")),
                    JsonReader.textsByName(members.get("fields"))));
  }
}
