// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.Action;
import io.celeryroot.config.OnLost;
import io.celeryroot.config.Param;
import io.celeryroot.config.Retries;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.celery.CeleryNameKeys;
import io.celeryroot.config.keys.notify.NotifyKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.text.Quote;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys of a task, and of the defaults of tasks. */
public final class TaskKeys {

  private static final Key<TaskDefinition, List<Values>> PARAMS =
      Key.<TaskDefinition, List<Values>>custom(
              "params", ParamKeys.TYPE, task -> Optional.of(shownParams(task)))
          .withSecrets()
          .meaning("Parameters, in positional order.");

  private static final Key<TaskDefinition, Duration> TIMEOUT =
      Key.of("timeout", Types.POSITIVE_DURATION, TaskDefinition::timeout)
          .withDefault(TaskDefinition.DEFAULT_TIMEOUT)
          .meaning("Longest run of one attempt. Then its processes get TERM.");

  private static final Key<TaskDefinition, Duration> KILL_AFTER =
      Key.of("kill_after", Types.DURATION, TaskDefinition::killAfter)
          .withDefault(TaskDefinition.DEFAULT_KILL_AFTER)
          .meaning("Time between TERM and KILL when an attempt is ended.");

  private static final Key<TaskDefinition, Duration> LINGER =
      Key.of("linger", Types.DURATION, TaskDefinition::linger)
          .withDefault(TaskDefinition.DEFAULT_LINGER)
          .meaning(
              "Longest wait, after a normal end, for the output of programs that the task left"
                  + " running. Then the outcome names them, and they run on.");

  private static final Key<TaskDefinition, Retries> RETRIES =
      Key.optional("retries", RetriesKeys.TYPE, TaskKeys::shownRetries)
          .withDefault(Retries.NONE)
          .withDefaultText("none")
          .meaning("Retries of failed attempts.");

  private static final Key<TaskDefinition, Map<String, String>> ENV =
      Key.of("env", Environment.TYPE, TaskDefinition::env)
          .withSecrets()
          .meaning(
              "Environment variables of the program. Their values count as secrets and are never"
                  + " shown.");

  private static final Key<TaskDefinition, String> WORKDIR =
      Key.optional("workdir", Types.ABSOLUTE_PATH, TaskDefinition::workdir)
          .withDefaultText("the home of `user`, else the worker's")
          .meaning("Absolute path of the working directory.");

  private static final Key<TaskDefinition, String> USER =
      Key.optional(
              "user",
              Types.text(
                  "[A-Za-z0-9_][A-Za-z0-9_.-]*[$]?",
                  "user",
                  "not a user name",
                  "write the name of a user, such as \"postgres\", or the number, as id -u has it"),
              TaskDefinition::user)
          .withDefaultText("the worker's")
          .meaning(
              "User to run as, with a standard `PATH`, no way to new privileges and no"
                  + " capabilities.");

  private static final Key<TaskDefinition, Boolean> NEW_PRIVILEGES =
      Key.of("new_privileges", Types.FLAG, TaskDefinition::newPrivileges)
          .withDefault(false)
          .meaning("With `user`: `true` lets its programs gain rights, as `sudo` needs.");

  private static final Key<TaskDefinition, List<Integer>> SUCCESS_EXIT_CODES =
      Key.of(
              "success_exit_codes",
              Types.wholes(0, 255),
              (TaskDefinition task) -> sorted(task.successExitCodes()))
          .withDefault(sorted(TaskDefinition.DEFAULT_SUCCESS_EXIT_CODES))
          .meaning("Exit codes that mean success.");

  private static final Key<TaskDefinition, Long> MAX_OUTPUT =
      Key.of(
              "max_output",
              Types.size(TaskDefinition.MAX_OUTPUT_BYTES),
              TaskDefinition::maxOutputBytes)
          .withDefault(TaskDefinition.DEFAULT_MAX_OUTPUT_BYTES)
          .meaning("Longest output kept of stdout and of stderr each: its head and its tail.");

  private static final Key<TaskDefinition, OnLost> ON_LOST =
      Key.of("on_lost", Types.choice(OnLost.class), TaskDefinition::onLost)
          .withDefault(TaskDefinition.DEFAULT_ON_LOST)
          .meaning(
              "Policy for a job whose worker dies. `requeue`: it runs again, at most three times;"
                  + " `fail`: it ends as lost, for tasks that must not run twice.");

  private static final Key<TaskDefinition, RunOn> RUN_ON =
      Key.optional("run_on", Types.choice(RunOn.class), TaskDefinition::runOn)
          .withDefaultText("the role's")
          .meaning("`all` hosts of a role or `any` one of them.");

  private static final Key<TaskDefinition, Duration> EXPIRES =
      Key.of("expires", Types.POSITIVE_DURATION, TaskDefinition::expires)
          .withDefault(TaskDefinition.DEFAULT_EXPIRES)
          .meaning("Longest wait of a job; after that it does not run.");

  private static final Key<TaskDefinition, List<Values>> NOTIFY =
      NotifyKeys.<TaskDefinition>key(TaskDefinition::receivers)
          .withDefaultText("the file's, for schedules")
          .meaning(
              "Receivers of messages about its runs, by schedules and by hand; see `notify`. Runs"
                  + " by hand of other tasks are told to nobody.");

  private static final Key<TaskDefinition, String> DESCRIPTION =
      Key.of("description", Types.DESCRIPTION, TaskDefinition::description).meaning("For people.");

  private static final List<Key<TaskDefinition, ?>> SETTINGS =
      Stream.of(
              List.<Key<TaskDefinition, ?>>of(
                  TIMEOUT,
                  KILL_AFTER,
                  LINGER,
                  RETRIES,
                  ENV,
                  WORKDIR,
                  USER,
                  NEW_PRIVILEGES,
                  SUCCESS_EXIT_CODES,
                  MAX_OUTPUT),
              LimitKeys.KEYS,
              List.<Key<TaskDefinition, ?>>of(ON_LOST, RUN_ON, EXPIRES))
          .flatMap(List::stream)
          .toList();

  private static final List<Key<TaskDefinition, ?>> OF_PROCESSES =
      Stream.concat(
              Stream.of(ENV, WORKDIR, USER, NEW_PRIVILEGES, SUCCESS_EXIT_CODES, KILL_AFTER, LINGER),
              LimitKeys.KEYS.stream())
          .toList();

  public static final Section<TaskDefinition> TASK =
      new Section<>(
          "task",
          "tasks.<task>",
          "A task: what is run, and how. It has exactly one of `command`, `script` and `to`.",
          Stream.of(
                  ActionKeys.KEYS,
                  List.<Key<TaskDefinition, ?>>of(PARAMS),
                  SETTINGS,
                  List.<Key<TaskDefinition, ?>>of(CeleryNameKeys.NAME, NOTIFY, DESCRIPTION))
              .flatMap(List::stream)
              .toList(),
          ActionKeys.KEYS.stream().map(Key::name).map(List::of).toList());

  public static final Section<TaskDefinition> DEFAULTS =
      new Section<>(
          "task-defaults",
          "defaults.tasks",
          "Settings for all tasks that do not set them themselves.",
          SETTINGS);

  private TaskKeys() {}

  /**
   * Makes a task of the file. One with mistakes is made, too, so that references to it can be
   * checked.
   *
   * @param hostVars placeholders of variables of hosts, which a command may have
   */
  public static TaskDefinition task(Values values, Set<String> hostVars) {
    List<Param> params = params(values);
    return task(values, params, action(values, params, hostVars));
  }

  static List<Param> params(Values values) {
    return ParamKeys.params(values.find(PARAMS).orElse(List.of()));
  }

  static Action action(Values values, List<Param> params, Set<String> hostVars) {
    Set<String> names =
        params.stream().map(Param::name).collect(Collectors.toCollection(LinkedHashSet::new));
    names.addAll(hostVars);
    return ActionKeys.action(values, names).orElse(Action.Script.of(""));
  }

  static TaskDefinition task(Values values, List<Param> params, Action action) {
    if (action instanceof Action.To) {
      OF_PROCESSES.forEach(
          key ->
              values.reportNoEffect(
                  key, Quote.of(key.name()) + " has no effect with \"to\"", "delete it"));
    }
    checkExitCodes(values);
    return new TaskDefinition(
        values.name(),
        action,
        params,
        values.get(TIMEOUT),
        values.get(KILL_AFTER),
        values.get(LINGER),
        values.get(RETRIES),
        env(values),
        values.find(WORKDIR),
        values.find(USER),
        values.get(NEW_PRIVILEGES),
        Set.copyOf(values.get(SUCCESS_EXIT_CODES)),
        values.get(MAX_OUTPUT),
        LimitKeys.limits(values),
        values.get(ON_LOST),
        values.find(RUN_ON),
        values.get(EXPIRES),
        values
            .own(NOTIFY)
            .map(entries -> NotifyKeys.receivers("task." + values.name(), entries, false)),
        values.find(CeleryNameKeys.NAME),
        values.find(DESCRIPTION).orElse(""),
        values.source());
  }

  /** Reports references of the receivers of a task to what does not exist. */
  public static void checkReceivers(Values values, References references) {
    values.own(NOTIFY).ifPresent(entries -> NotifyKeys.check(entries, references));
  }

  /** Reads the defaults of all tasks, and reports their mistakes. */
  public static Values defaults(Values values) {
    checkExitCodes(values.readAll());
    return values;
  }

  /** The variables of the defaults, then those of the task, which win. */
  private static Map<String, String> env(Values values) {
    Map<String, String> env = new LinkedHashMap<>(values.inherited(ENV).orElse(Map.of()));
    env.putAll(values.own(ENV).orElse(Map.of()));
    return env;
  }

  private static void checkExitCodes(Values values) {
    List<Integer> success = values.get(SUCCESS_EXIT_CODES);
    values.get(RETRIES).onExit().stream()
        .filter(success::contains)
        .sorted()
        .findFirst()
        .ifPresent(
            code ->
                values.report(
                    values.has(SUCCESS_EXIT_CODES) ? SUCCESS_EXIT_CODES : RETRIES,
                    "exit-codes",
                    "exit code " + code + " is both success and a reason to retry",
                    Fix.say("take it out of \"success_exit_codes\" or of \"retries.on_exit\"")));
  }

  /** The task as cl.yaml writes it, without keys that have no effect on it. */
  public static Map<String, Object> show(TaskDefinition task) {
    Map<String, Object> shown = TASK.show(task);
    if (task.action() instanceof Action.To) {
      OF_PROCESSES.forEach(key -> shown.remove(key.name()));
    }
    return shown;
  }

  private static Map<String, Object> shownParams(TaskDefinition task) {
    Map<String, Object> params = new LinkedHashMap<>();
    task.params().forEach(param -> params.put(param.name(), ParamKeys.PARAM.show(param)));
    return params;
  }

  private static Optional<Retries> shownRetries(TaskDefinition task) {
    return Optional.of(task.retries()).filter(retries -> !retries.equals(Retries.NONE));
  }

  private static List<Integer> sorted(Set<Integer> codes) {
    return codes.stream().sorted().toList();
  }
}
