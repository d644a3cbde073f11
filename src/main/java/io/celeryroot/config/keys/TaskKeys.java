// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import static io.celeryroot.config.keys.Key.optional;
import static io.celeryroot.config.keys.Key.required;

import io.celeryroot.config.Durations;
import io.celeryroot.config.OnLost;
import io.celeryroot.config.Retries;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Sizes;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.Shape.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Keys of a task, of its params and retries, and of the defaults of tasks. */
public final class TaskKeys {

  public static final Section PARAM =
      new Section(
          "param",
          "tasks.<task>.params.<param>",
          "A parameter. Its name is an environment variable of a script and `{name}` in a command; its place in the file is its position on the command line.",
          """
          workers:
            webserver:
              hostnames: [webserver01]
          tasks:
            deploy:
              command: [/opt/bin/deploy, --version, "{version}", --stage, "{stage}"]
              params:
                version:
                  required: true
                  pattern: "[0-9]+[.][0-9]+"
                stage:
                  default: blue
                  choices: [blue, green]
          """,
          List.of(
              optional(
                  "required",
                  Shape.of(Kind.FLAG),
                  "false",
                  "Whether each submission must give it. Not together with `default`."),
              optional(
                  "default",
                  Shape.of(Kind.TEXT),
                  "empty text",
                  "The value when a submission does not give it."),
              optional(
                  "pattern",
                  Shape.of(Kind.PATTERN),
                  "",
                  "A Java regular expression that the whole value must match."),
              optional("choices", Shape.of(Kind.TEXTS), "any value", "The allowed values."),
              optional(
                  "secret",
                  Shape.of(Kind.FLAG),
                  "false",
                  "The value is never shown, logged or put into a result."),
              optional(
                  "many",
                  Shape.of(Kind.FLAG),
                  "false",
                  "Takes all remaining values, joined by single spaces; only the last parameter. `pattern` and `choices` hold for each of them."),
              optional("description", Shape.of(Kind.TEXT), "", "For people.")),
          Map.of());

  public static final Section RETRIES =
      new Section(
          "retries",
          "tasks.<task>.retries",
          "When a failed attempt is tried again.",
          """
          workers:
            webserver:
              hostnames: [webserver01]
          tasks:
            fetch:
              command: curl -fsS https://example.com/feed
              retries:
                max: 3
                delay: 10s
                backoff: 3
                max_delay: 10m
                on_exit: [6, 7, 28]
          """,
          List.of(
              required(
                  "max", Shape.between(Kind.WHOLE, 0, 100), "Further attempts after the first."),
              optional(
                  "delay",
                  Shape.of(Kind.DURATION),
                  Durations.format(Retries.DEFAULT_DELAY),
                  "Before the first retry."),
              optional(
                  "backoff",
                  Shape.between(Kind.DECIMAL, 1, 100),
                  decimal(Retries.DEFAULT_BACKOFF),
                  "Factor from one delay to the next."),
              optional(
                  "max_delay",
                  Shape.positive(Kind.DURATION),
                  Durations.format(Retries.DEFAULT_MAX_DELAY),
                  "Upper bound of a delay."),
              optional(
                  "jitter",
                  Shape.between(Kind.DECIMAL, 0, 1),
                  decimal(Retries.DEFAULT_JITTER),
                  "Part of a delay that is random, so that many hosts do not retry at once."),
              optional(
                  "on_exit",
                  Shape.between(Kind.WHOLES, 1, 255),
                  "all failures",
                  "Exit codes that are tried again; other failures are final.")),
          Map.of());

  private static final List<Key> ACTIONS =
      List.of(
          optional(
              "command",
              Shape.of(Kind.COMMAND),
              "",
              "A program and its arguments, never given to a shell. A text is split into words as a shell does (quotes, backslash)."
                  + " `{name}` stands for a parameter's value and stays inside its one argument; `{{` and `}}` are literal braces."
                  + " The program itself is fixed text."),
          optional(
              "script",
              Shape.of(Kind.SCRIPT),
              "",
              "Text for `/bin/sh -eu`, at most 128 KiB. Parameters are environment variables; `${...}` in it belongs to the shell."),
          optional(
              "to",
              Shape.of(Kind.TEXT),
              "",
              "A Camel endpoint URI, fixed text. Parameters are the body, a map."),
          optional(
              "params",
              Shape.of(Kind.NAMED_SECTIONS, PARAM),
              "",
              "Parameters, in positional order."));

  private static final List<Key> SETTINGS =
      List.of(
          optional(
              "timeout",
              Shape.positive(Kind.DURATION),
              Durations.format(TaskDefinition.DEFAULT_TIMEOUT),
              "Of one attempt. Then its processes get TERM."),
          optional(
              "kill_after",
              Shape.of(Kind.DURATION),
              Durations.format(TaskDefinition.DEFAULT_KILL_AFTER),
              "From TERM to KILL when an attempt is ended."),
          optional(
              "retries",
              Shape.of(Kind.SECTION, RETRIES),
              "none",
              "When a failed attempt is tried again."),
          optional(
              "env",
              Shape.of(Kind.TEXT_MAP),
              "",
              "Environment variables of the program. Their values are taken for secrets and never shown."),
          optional(
              "workdir",
              Shape.of(Kind.TEXT),
              "the worker's",
              "Absolute path of the working directory."),
          optional("user", Shape.of(Kind.TEXT), "the worker's", "User to run as."),
          optional(
              "success_exit_codes",
              Shape.between(Kind.WHOLES, 0, 255),
              exitCodes(TaskDefinition.DEFAULT_SUCCESS_EXIT_CODES),
              "Exit codes that mean success."),
          optional(
              "max_output",
              Shape.between(Kind.SIZE, 1, TaskDefinition.MAX_OUTPUT_BYTES),
              Sizes.format(TaskDefinition.DEFAULT_MAX_OUTPUT_BYTES),
              "Kept of stdout and of stderr each: the head and the tail."),
          optional(
              "on_lost",
              Shape.choice(OnLost.values()),
              Choices.text(TaskDefinition.DEFAULT_ON_LOST),
              "When the worker dies while it runs the job. `requeue`: it runs again, at most three times; `fail`: it ends as lost, for tasks that must not run twice."),
          optional(
              "run_on",
              Shape.choice(RunOn.values()),
              "the role's",
              "`all` hosts of a role or `any` one of them."),
          optional(
              "expires",
              Shape.positive(Kind.DURATION),
              Durations.format(TaskDefinition.DEFAULT_EXPIRES),
              "How long a job may wait before it is not run any more."));

  public static final Section TASK =
      new Section(
          "task",
          "tasks.<task>",
          "A task: what is run, and how. It has exactly one of `command`, `script` and `to`.",
          """
          workers:
            database:
              hostnames: [dbserver01]
          tasks:
            vacuum:
              description: "Tidies up a database"
              command: [vacuumdb, --dbname, "{database}"]
              params:
                database:
                  required: true
              timeout: 30m
              user: postgres
            clean_tmp:
              script: |
                find /var/tmp/reports -type f -mtime "+$days" -print -delete
              params:
                days:
                  default: "7"
                  pattern: "[0-9]+"
            notify:
              to: log:maintenance
          """,
          Stream.of(
                  ACTIONS.stream(),
                  SETTINGS.stream(),
                  Stream.of(optional("description", Shape.of(Kind.TEXT), "", "For people.")))
              .flatMap(keys -> keys)
              .toList(),
          Map.of());

  public static final Section DEFAULTS =
      new Section(
          "task-defaults",
          "defaults.tasks",
          "Settings for all tasks that do not set them themselves.",
          """
          workers:
            webserver:
              hostnames: [webserver01]
          defaults:
            tasks:
              timeout: 10m
              env:
                LANG: C.UTF-8
          """,
          SETTINGS,
          Map.of());

  private TaskKeys() {}

  private static String decimal(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String exitCodes(Set<Integer> codes) {
    return codes.stream().sorted().toList().toString();
  }
}
