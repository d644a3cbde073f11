// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.condition.Conditions;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.job.Job;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decision on a job: checks the request of a message against cl.yaml. Pure. */
sealed interface Admission {

  /** Longest reason that is kept, in characters. */
  int LONGEST_REASON = 300;

  /**
   * The job may run.
   *
   * @param values checked values, one for each parameter of the task
   * @param conditions of its schedule and of the message, which must hold for it to start
   */
  record Admitted(TaskDefinition task, Map<String, String> values, Conditions conditions)
      implements Admission {}

  /**
   * The job can never run here.
   *
   * @param reason as a fact, without secrets
   */
  record Refused(String reason) implements Admission {}

  /**
   * Checks the task, the role's allow-list, the parameters and the conditions, in this order.
   *
   * @param vars variables of the host
   */
  static Admission of(Job job, Role role, ClConfig config, Map<String, String> vars) {
    Optional<TaskDefinition> task = config.task(job.task());
    if (task.isEmpty()) {
      return refused(unknown(job.task(), role));
    }
    if (!role.allowsTask(job.task())) {
      return refused(notAllowed(role, job.task(), "task"));
    }
    Binding binding = Parameters.bindOn(vars, task.get(), job.args(), job.kwargs());
    if (!binding.isValid()) {
      return refused(String.join("; ", binding.problems()));
    }
    Conditions conditions;
    try {
      conditions = conditions(job, config);
    } catch (UnreadableValue e) {
      return refused("condition: " + e.getMessage());
    }
    if (conditions.measurements() > ConditionParser.MAX_FACTS) {
      return refused("conditions: more than " + ConditionParser.MAX_FACTS + " facts");
    }
    return conditions.tasks().stream()
        .filter(needed -> !role.allowsTask(needed))
        .findFirst()
        .<Admission>map(
            needed -> refused("condition: " + notAllowed(role, needed, "task " + needed)))
        .orElse(new Admitted(task.get(), binding.values(), conditions));
  }

  private static String unknown(String task, Role role) {
    return "unknown task: cl.yaml of this host has no %s; fix: roll the file out to this host, then: cl queue requeue --all --role %s; if the task was renamed, run it by its new name"
        .formatted(Quote.of(task), role.name());
  }

  private static String notAllowed(Role role, String task, String named) {
    String reason = named + " not allowed for role " + role.name();
    return role.withholds(task)
        ? reason + " (security.builtins: listed); fix: write " + role.lineFor(task)
        : reason;
  }

  private static Refused refused(String reason) {
    return new Refused(Quote.oneLine(reason, LONGEST_REASON));
  }

  /** The conditions of the schedule as this file has them, then those of the message. */
  private static Conditions conditions(Job job, ClConfig config) {
    Conditions ofSchedule =
        job.schedule()
            .map(config.schedules()::get)
            .map(Schedule::conditions)
            .orElse(new Conditions(List.of(), config.timezone()));
    return ConditionParser.join(ofSchedule, job.conditions(), config);
  }
}
