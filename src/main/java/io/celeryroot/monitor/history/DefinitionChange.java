// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.queue.schedule.Definition;
import io.celeryroot.text.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A value of a schedule, or of its task, that changed.
 *
 * @param at when a Beat found it
 * @param key such as {@code cron} or {@code task backup.timeout}
 * @param before as JSON; empty: there was none
 * @param after as JSON; empty: there is none any more
 */
public record DefinitionChange(
    Instant at, String key, Optional<String> before, Optional<String> after) {

  /** The changes from each definition to the next, newest first as the definitions are. */
  static List<DefinitionChange> between(List<Definition> definitions) {
    List<DefinitionChange> changes = new ArrayList<>();
    for (int i = 0; i + 1 < definitions.size(); i++) {
      changes.addAll(between(definitions.get(i + 1), definitions.get(i)));
    }
    return changes;
  }

  private static List<DefinitionChange> between(Definition older, Definition newer) {
    Map<String, String> before = flat(older.values());
    Map<String, String> after = flat(newer.values());
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), after.get(key)))
        .map(
            key ->
                new DefinitionChange(
                    newer.at(),
                    key,
                    Optional.ofNullable(before.get(key)),
                    Optional.ofNullable(after.get(key))))
        .toList();
  }

  private static Map<String, String> flat(Map<String, Object> values) {
    Map<String, String> flat = new LinkedHashMap<>();
    values.forEach((key, value) -> add(flat, key, value));
    return flat;
  }

  private static void add(Map<String, String> flat, String path, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> add(flat, path + "." + key, inner));
    } else {
      flat.put(path, Json.line(value).strip());
    }
  }

  /** Text for people: {@code cron: "0 2 * * *" -> "0 3 * * *"}. */
  public String text() {
    return key
        + ": "
        + before
            .map(old -> after.map(now -> old + " -> " + now).orElse(old + " removed"))
            .orElseGet(() -> after.orElse("") + " added");
  }
}
