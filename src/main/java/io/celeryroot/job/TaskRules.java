// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.OnLost;
import io.celeryroot.config.Param;
import io.celeryroot.config.Retries;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.text.Mask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rules of tasks that records depend on: the meaning of a lost attempt, and secret values. */
public final class TaskRules {

  /** For those who know no tasks: shows no values. */
  public static final TaskRules NONE =
      new TaskRules(task -> Optional.empty(), name -> Optional.empty());

  private final Function<String, Optional<TaskDefinition>> tasks;
  private final Function<String, Optional<TaskDefinition>> ofCelery;

  private TaskRules(
      Function<String, Optional<TaskDefinition>> tasks,
      Function<String, Optional<TaskDefinition>> ofCelery) {
    this.tasks = tasks;
    this.ofCelery = ofCelery;
  }

  public static TaskRules of(ClConfig config) {
    return new TaskRules(config::task, config::taskOfCelery);
  }

  /** Returns a job of a message, with its task by the name that cl.yaml has for it. */
  public Job named(Job job) {
    return tasks.apply(job.task()).isPresent()
        ? job
        : ofCelery
            .apply(job.task())
            .map(task -> job.asking(task.name(), job.args(), job.kwargs()))
            .orElse(job);
  }

  /** The consequence of a lost attempt; the default for unknown tasks. */
  public OnLost onLost(String task) {
    return tasks.apply(task).map(TaskDefinition::onLost).orElse(TaskDefinition.DEFAULT_ON_LOST);
  }

  /** The longest time of one attempt and the delay after it; by the defaults for unknown tasks. */
  Duration longestAttempt(String task) {
    return tasks
        .apply(task)
        .map(known -> known.timeout().plus(known.killAfter()).plus(known.retries().maxDelay()))
        .orElse(
            TaskDefinition.DEFAULT_TIMEOUT
                .plus(TaskDefinition.DEFAULT_KILL_AFTER)
                .plus(Retries.DEFAULT_MAX_DELAY));
  }

  /** Positional values with secret ones as {@code ***}; all of them for an unknown task. */
  public List<Object> maskArgs(String task, List<Object> args) {
    Optional<TaskDefinition> definition = tasks.apply(task);
    List<Object> masked = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      masked.add(isSecretAt(definition, i) ? Mask.TEXT : args.get(i));
    }
    return masked;
  }

  /** Named values with secret ones as {@code ***}; all of them for an unknown task. */
  public Map<String, Object> maskKwargs(String task, Map<String, Object> kwargs) {
    if (kwargs.isEmpty()) {
      return kwargs;
    }
    Optional<TaskDefinition> definition = tasks.apply(task);
    return Mask.values(kwargs, Mask.TEXT, isSecretIn(definition, kwargs));
  }

  /** Values beyond the last parameter belong to it. */
  private static boolean isSecretAt(Optional<TaskDefinition> definition, int position) {
    if (definition.isEmpty()) {
      return true;
    }
    List<Param> params = definition.get().params();
    return hasSecret(params, CeleryValue.ARGS)
        || (!params.isEmpty() && params.get(Math.min(position, params.size() - 1)).secret());
  }

  /** Members of a secret map are secret, by whatever name they were sent. */
  private static Predicate<String> isSecretIn(
      Optional<TaskDefinition> definition, Map<String, Object> kwargs) {
    if (definition.isEmpty()) {
      return name -> true;
    }
    List<Param> params = definition.get().params();
    Set<String> secrets = definition.get().secretsIn(kwargs);
    boolean isAnySecret = hasSecret(params, CeleryValue.KWARGS);
    return name ->
        secrets.contains(name)
            || (isAnySecret && params.stream().noneMatch(param -> param.name().equals(name)));
  }

  private static boolean hasSecret(List<Param> params, CeleryValue place) {
    return params.stream().anyMatch(param -> param.secret() && param.celery() == place);
  }
}
