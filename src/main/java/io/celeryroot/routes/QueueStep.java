// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.task.RouteNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The step that puts the jobs of one role into its queues.
 *
 * @param role role whose queues get the jobs
 * @param task name of the task
 * @param isForAny true if one job goes to the first free host
 * @param hosts names and globs, one job each
 */
record QueueStep(Role role, String task, boolean isForAny, Set<String> hosts) {

  /** Creates one step for each role that the targets reach, in the order of the targets. */
  static List<QueueStep> of(ClConfig config, Schedule schedule) {
    Map<String, QueueStep> steps = new LinkedHashMap<>();
    for (String target : schedule.targets()) {
      Role role = config.roles().get(target);
      if (role != null && runOn(config, schedule, role) == RunOn.ANY) {
        step(steps, schedule, role, true);
      } else if (role != null) {
        step(steps, schedule, role, false).hosts().addAll(role.hostnames());
      } else {
        config
            .roleOf(target, schedule.task())
            .ifPresent(first -> step(steps, schedule, first, false).hosts().add(target));
      }
    }
    return new ArrayList<>(steps.values());
  }

  private static QueueStep step(
      Map<String, QueueStep> steps, Schedule schedule, Role role, boolean isForAny) {
    QueueStep old = steps.get(role.name());
    boolean any = isForAny || (old != null && old.isForAny());
    Set<String> hosts = old == null ? new LinkedHashSet<>() : old.hosts();
    QueueStep step = new QueueStep(role, schedule.task(), any, hosts);
    steps.put(role.name(), step);
    return step;
  }

  private static RunOn runOn(ClConfig config, Schedule schedule, Role role) {
    Optional<RunOn> ofTask = config.task(schedule.task()).flatMap(TaskDefinition::runOn);
    return schedule.runOn().or(() -> ofTask).orElse(role.runOn());
  }

  /** Description of the step, for people. */
  String description() {
    List<String> jobs = new ArrayList<>();
    if (isForAny) {
      jobs.add("one job for whichever host of " + role.name() + " is free first");
    }
    if (!hosts.isEmpty()) {
      boolean hasGlob = hosts.stream().anyMatch(Glob::isGlob);
      String each = hasGlob ? "each known host among " : "each of ";
      jobs.add(
          "one job for " + (hosts.size() == 1 && !hasGlob ? "" : each) + String.join(", ", hosts));
    }
    String text = String.join(", and ", jobs);
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + "; once, however often this run comes by";
  }

  Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("role", RouteNames.inUri(role.name()));
    options.put("task", RouteNames.inUri(task));
    if (isForAny) {
      options.put("runOn", "any");
    }
    if (!hosts.isEmpty()) {
      options.put("hosts", RouteNames.inUri(String.join(",", hosts)));
    }
    return options;
  }
}
