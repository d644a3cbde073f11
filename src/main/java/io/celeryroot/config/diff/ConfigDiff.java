// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Change.Kind;
import io.celeryroot.config.keys.FileKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The difference of two configurations, whatever their files look like: defaults that are written
 * out, comments and the order of keys make no difference.
 */
public final class ConfigDiff {

  private static final Set<String> NAMED =
      Set.of("workers", "tasks", "calendars", "facts", "schedules", "workflows");

  private final List<Change> changes = new ArrayList<>();

  private ConfigDiff() {}

  /** Lists the differences, by section in the order of the reference page; empty: none. */
  public static List<Change> between(ClConfig before, ClConfig after) {
    ConfigDiff diff = new ConfigDiff();
    diff.sections(FileKeys.show(before), FileKeys.show(after));
    diff.changes.addAll(SecretDiff.between(before, after));
    return List.copyOf(diff.changes);
  }

  private void sections(Map<String, Object> before, Map<String, Object> after) {
    for (String section : names(before, after)) {
      Object old = before.get(section);
      Object now = after.get(section);
      if (NAMED.contains(section)) {
        entries(section, map(old), map(now));
      } else {
        values(section, "", "", old, now);
      }
    }
  }

  private void entries(String section, Map<String, Object> before, Map<String, Object> after) {
    Map<String, String> renamed = renamed(before, after);
    for (String name : names(before, after)) {
      Optional<Object> old = Optional.ofNullable(before.get(name));
      Optional<Object> now = Optional.ofNullable(after.get(name));
      if (renamed.containsKey(name)) {
        add(section, name, "", Kind.RENAMED, Optional.of(renamed.get(name)), now);
      } else if (old.isPresent() && now.isPresent()) {
        values(section, name, "", old.get(), now.get());
      } else if (!renamed.containsValue(name)) {
        add(section, name, "", old.isPresent() ? Kind.REMOVED : Kind.ADDED, old, now);
      }
    }
  }

  /** Names of entries that only changed their names, by their new ones. */
  private static Map<String, String> renamed(
      Map<String, Object> before, Map<String, Object> after) {
    Map<Object, String> gone = new LinkedHashMap<>();
    before.forEach(
        (name, value) -> {
          if (!after.containsKey(name)) {
            gone.putIfAbsent(value, name);
          }
        });
    Map<String, String> renamed = new LinkedHashMap<>();
    after.forEach(
        (name, value) -> {
          if (!before.containsKey(name)) {
            Optional.ofNullable(gone.remove(value)).ifPresent(old -> renamed.put(name, old));
          }
        });
    return renamed;
  }

  private void values(String section, String name, String key, Object before, Object after) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Map && after instanceof Map) {
      Map<String, Object> old = map(before);
      Map<String, Object> now = map(after);
      for (String below : names(old, now)) {
        String path = key.isEmpty() ? below : key + "." + below;
        values(section, name, path, old.get(below), now.get(below));
      }
      return;
    }
    Kind kind = before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED;
    add(section, name, key, kind, Optional.ofNullable(before), Optional.ofNullable(after));
  }

  private void add(
      String section,
      String name,
      String key,
      Kind kind,
      Optional<Object> from,
      Optional<Object> to) {
    changes.add(new Change(section, name, key, kind, from, to));
  }

  private static Set<String> names(Map<String, Object> before, Map<String, Object> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    return names;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }
}
