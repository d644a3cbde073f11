// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.keys.ScheduleKeys;
import io.celeryroot.config.keys.TaskKeys;
import io.celeryroot.queue.schedule.Definitions;
import io.celeryroot.redis.Redis;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the definitions of the schedules of a file, once for each Beat. Confined to one thread. */
final class DefinitionLog {

  private final ClConfig config;
  private final Definitions definitions;
  private boolean isDone;

  DefinitionLog(Redis redis, ClConfig config) {
    this.config = config;
    this.definitions = new Definitions(redis);
  }

  /** Keeps what has changed since another Beat did so, or does nothing. */
  void record() {
    if (isDone) {
      return;
    }
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    config.schedules().values().forEach(schedule -> all.put(schedule.name(), values(schedule)));
    definitions.record(all);
    isDone = true;
  }

  /** The schedule, and those of its tasks that the file defines. */
  private Map<String, Object> values(Schedule schedule) {
    Map<String, Object> values = ScheduleKeys.show(schedule, config);
    for (String name : schedule.tasks()) {
      config
          .task(name)
          .filter(task -> !task.isBuiltIn())
          .ifPresent(task -> values.put("task " + name, TaskKeys.show(task)));
    }
    return values;
  }
}
