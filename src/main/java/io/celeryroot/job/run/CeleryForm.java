// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.job.Job;
import io.celeryroot.job.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs as Celery's workers know them: by the name of their task in Celery, with values in the form
 * and at the place that its parameters say. Pure.
 */
public final class CeleryForm {

  private final List<Object> args = new ArrayList<>();
  private final Map<String, Object> kwargs = new LinkedHashMap<>();

  private CeleryForm() {}

  /** Returns the job as its message says it; the job itself if workers of ours take it. */
  public static Job of(Job job, ClConfig config) {
    Optional<TaskDefinition> task =
        Optional.ofNullable(config.roles().get(job.target().role()))
            .filter(Role::isCelery)
            .flatMap(role -> config.task(job.task()));
    return task.map(known -> new CeleryForm().of(job, known)).orElse(job);
  }

  private Job of(Job job, TaskDefinition task) {
    args.addAll(job.args());
    Map<String, Object> given = new LinkedHashMap<>(job.kwargs());
    List<Param> absent = new ArrayList<>();
    for (Param param : task.params()) {
      Object value = given.containsKey(param.name()) ? given.remove(param.name()) : null;
      if (value == null) {
        absent.add(param);
      } else {
        put(param, value);
      }
    }
    kwargs.putAll(given);
    // Last, for a default stands behind what was given in one map with others.
    absent.stream()
        .filter(param -> !kwargs.containsKey(param.name()))
        .forEach(param -> param.defaultValue().ifPresent(value -> put(param, value)));
    return job.asking(task.celeryName().orElse(task.name()), args, kwargs);
  }

  private void put(Param param, Object value) {
    if (param.celery() == CeleryValue.TEXT || !(value instanceof String text)) {
      kwargs.put(param.name(), value);
    } else if (!text.isEmpty()) {
      put(param, text);
    }
  }

  private void put(Param param, String json) {
    Object value = read(json);
    if (param.celery() == CeleryValue.ARGS) {
      args.addAll(JsonReader.list(value));
    } else if (param.celery() == CeleryValue.KWARGS) {
      JsonReader.object(value).ifPresent(kwargs::putAll);
    } else {
      kwargs.put(param.name(), value);
    }
  }

  /** Reads a value; one that another cl.yaml let in, and that is not JSON, stays text. */
  private static Object read(String json) {
    try {
      return JsonReader.read(json);
    } catch (IOException e) {
      return json;
    }
  }
}
