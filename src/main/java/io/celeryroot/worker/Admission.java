// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.text.Quote;
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
   */
  record Admitted(TaskDefinition task, Map<String, String> values) implements Admission {}

  /**
   * The job can never run here.
   *
   * @param reason as a fact, without secrets
   */
  record Refused(String reason) implements Admission {}

  /** Checks the task, the role's allow-list and the parameters, in this order. */
  static Admission of(Job job, Role role, ClConfig config) {
    Optional<TaskDefinition> task = config.task(job.task());
    if (task.isEmpty()) {
      return new Refused("unknown task");
    }
    if (!role.allowsTask(job.task())) {
      return new Refused("task not allowed for role " + role.name());
    }
    Binding binding = Parameters.bind(task.get(), job.args(), job.kwargs());
    return binding.isValid()
        ? new Admitted(task.get(), binding.values())
        : new Refused(Quote.oneLine(String.join("; ", binding.problems()), LONGEST_REASON));
  }
}
