// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.celery;

import io.celeryroot.migrate.celery.PythonValue.Dict;
import io.celeryroot.migrate.celery.PythonValue.Pair;
import io.celeryroot.migrate.celery.PythonValue.Text;
import io.celeryroot.migrate.celery.PythonValue.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings of Celery that a file makes, by their new names. */
final class Settings {

  static final String SCHEDULE = "beat_schedule";

  private static final Map<String, String> OLD_NAMES =
      Map.ofEntries(
          Map.entry("CELERYBEAT_SCHEDULE", SCHEDULE),
          Map.entry("CELERY_TIMEZONE", "timezone"),
          Map.entry("CELERY_ENABLE_UTC", "enable_utc"),
          Map.entry("CELERY_ROUTES", "task_routes"),
          Map.entry("CELERY_TASK_ROUTES", "task_routes"),
          Map.entry("CELERY_DEFAULT_QUEUE", "task_default_queue"),
          Map.entry("CELERY_TASK_DEFAULT_QUEUE", "task_default_queue"),
          Map.entry("BROKER_URL", "broker_url"),
          Map.entry("CELERY_BROKER_URL", "broker_url"));

  private final Map<String, PythonValue> values = new LinkedHashMap<>();
  private final Map<String, Found> schedule = new LinkedHashMap<>();
  private final Map<Integer, Unknown> unknown = new TreeMap<>();

  /** Returns the new name of a setting; empty when the name is not one. */
  static Optional<String> name(String written) {
    if (written.endsWith("_BEAT_SCHEDULE")) {
      return Optional.of(SCHEDULE);
    }
    return OLD_NAMES.containsKey(written)
        ? Optional.of(OLD_NAMES.get(written))
        : Optional.of(written)
            .filter(name -> name.equals(SCHEDULE) || OLD_NAMES.containsValue(name));
  }

  Optional<PythonValue> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  List<Found> schedule() {
    return new ArrayList<>(schedule.values());
  }

  /** Parts of the schedule that are known only when the file runs, by line. */
  List<Unknown> unknown() {
    return new ArrayList<>(unknown.values());
  }

  void set(String name, PythonValue value, List<String> conditions) {
    if (name.equals(SCHEDULE)) {
      schedule.clear();
      addAll(value, conditions);
    } else {
      values.put(name, value);
    }
  }

  /** Takes the entries of a dict over those that are there. */
  void addAll(PythonValue value, List<String> conditions) {
    if (!(value instanceof Dict dict)) {
      refuse(Unknown.of(value));
      return;
    }
    for (Pair pair : dict.pairs()) {
      if (pair.key() instanceof Text key) {
        add(key.text(), pair.key().line(), pair.value(), conditions);
      } else {
        refuse(Unknown.of(pair.key()));
      }
    }
  }

  void add(String name, int line, PythonValue value, List<String> conditions) {
    if (value instanceof Dict dict) {
      schedule.remove(name);
      schedule.put(name, new Found(name, line, dict, conditions));
    } else {
      refuse(value instanceof Unknown why ? why : Unknown.of(line, value.source()));
    }
  }

  /** Takes an entry without a key of its own. */
  void append(Found found) {
    String key = found.name();
    for (int i = 2; schedule.containsKey(key); i++) {
      key = found.name() + " " + i;
    }
    schedule.put(key, found);
  }

  void refuse(Unknown why) {
    unknown.putIfAbsent(why.line(), why);
  }
}
