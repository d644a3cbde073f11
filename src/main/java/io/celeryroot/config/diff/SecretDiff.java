// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.diff;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Param;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.diff.Change.Kind;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.text.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Differences of secrets, which look the same when they are masked. A configuration that was
 * written with masks says nothing about its secrets, and so makes no difference.
 */
final class SecretDiff {

  private final List<Change> changes = new ArrayList<>();

  private SecretDiff() {}

  static List<Change> between(ClConfig before, ClConfig after) {
    SecretDiff diff = new SecretDiff();
    if (before.redis().maskedUrl().equals(after.redis().maskedUrl())) {
      diff.compare("redis", "", "url", before.redis().url(), after.redis().url());
    }
    diff.compare(
        "redis",
        "",
        "sentinel_password",
        before.redis().trust().sentinelPassword().orElse(null),
        after.redis().trust().sentinelPassword().orElse(null));
    after.tasks().forEach((name, task) -> before.task(name).ifPresent(old -> diff.task(old, task)));
    after
        .schedules()
        .forEach(
            (name, schedule) ->
                Optional.ofNullable(before.schedules().get(name))
                    .ifPresent(old -> diff.schedule(old, schedule, after)));
    return diff.changes;
  }

  private void task(TaskDefinition before, TaskDefinition after) {
    compare("tasks", after.name(), "env", before.env(), after.env());
    for (Param param : after.params()) {
      before.params().stream()
          .filter(old -> param.secret() && old.name().equals(param.name()))
          .forEach(
              old ->
                  compare(
                      "tasks",
                      after.name(),
                      "params." + param.name() + ".default",
                      old.defaultValue().orElse(null),
                      param.defaultValue().orElse(null)));
    }
  }

  private void schedule(Schedule before, Schedule after, ClConfig config) {
    List<Step> steps = after.steps();
    for (int i = 0; i < Math.min(steps.size(), before.steps().size()); i++) {
      Step old = before.steps().get(i);
      Step now = steps.get(i);
      config.task(now.task()).stream()
          .flatMap(task -> task.params().stream())
          .filter(param -> param.secret() && old.task().equals(now.task()))
          .map(Param::name)
          .forEach(
              name ->
                  compare(
                      "schedules",
                      after.name(),
                      "params." + name,
                      old.params().get(name),
                      now.params().get(name)));
    }
  }

  private void compare(
      String section,
      String name,
      String key,
      Map<String, String> before,
      Map<String, String> after) {
    after.forEach(
        (variable, value) ->
            compare(section, name, key + "." + variable, before.get(variable), value));
  }

  /** Compares two secrets; one that is absent makes a difference that can be seen. */
  private void compare(String section, String name, String key, String before, String after) {
    if (before == null || after == null || Objects.equals(before, after)) {
      return;
    }
    if (!before.contains(Mask.TEXT) && !after.contains(Mask.TEXT)) {
      changes.add(new Change(section, name, key, Kind.SECRET, Optional.empty(), Optional.empty()));
    }
  }
}
