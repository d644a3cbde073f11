// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import io.celeryroot.config.Action;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.cron.timetable.Never;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Program;
import io.celeryroot.task.Programs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule that has jobs for one host.
 *
 * @param task that it runs, of a workflow that of its first step on the host
 * @param program with its arguments and variables; empty: a Camel endpoint
 * @param role of which only one host runs it each time; empty: this host always does
 */
public record HostSchedule(
    Schedule schedule, TaskDefinition task, Optional<Program> program, Optional<String> role) {

  /** Finds the enabled schedules of a host, in the order of the file. */
  public static List<HostSchedule> of(ClConfig config, String host) {
    return config.schedules().values().stream()
        .filter(Schedule::enabled)
        .filter(schedule -> !(schedule.timetable() instanceof Never))
        .flatMap(
            schedule ->
                schedule.steps().stream()
                    .flatMap(step -> of(config, schedule, step, host).stream())
                    .limit(1))
        .toList();
  }

  private static Optional<HostSchedule> of(
      ClConfig config, Schedule schedule, Step step, String host) {
    TaskDefinition task = config.task(step.task()).orElseThrow();
    boolean isNamed =
        step.targets().contains(host)
            && !config.roles().containsKey(host)
            && config.roleOf(host, task.name()).isPresent();
    List<Role> roles =
        config.rolesOf(host).stream()
            .filter(role -> step.targets().contains(role.name()))
            .filter(role -> role.allowsTask(task.name()))
            .toList();
    if (!isNamed && roles.isEmpty()) {
      return Optional.empty();
    }
    boolean isAny =
        !isNamed
            && roles.stream()
                .allMatch(role -> config.runOn(role, task.name(), step.runOn()) == RunOn.ANY);
    return Optional.of(
        new HostSchedule(
            schedule,
            task,
            program(config.varsOf(host), task, step),
            isAny ? Optional.of(roles.get(0).name()) : Optional.empty()));
  }

  private static Optional<Program> program(
      Map<String, String> vars, TaskDefinition task, Step step) {
    return task.action() instanceof Action.To
        ? Optional.empty()
        : Optional.of(
            Programs.of(
                task, Parameters.bindOn(vars, task, List.of(), step.params()).values(), Map.of()));
  }
}
