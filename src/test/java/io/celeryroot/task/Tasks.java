// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.run.Runs;
import io.celeryroot.testing.Records;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Task definitions for tests. */
final class Tasks {

  private Tasks() {}

  static TaskDefinition task(String name, Action action, Param... params) {
    return Records.with(
        Runs.task(name), "action", action, "params", List.of(params), "env", Map.of("LANG", "C"));
  }

  static TaskDefinition command(List<String> argv, Param... params) {
    return task("install", new Action.Command(argv, argv), params);
  }

  static Param param(String name) {
    return Runs.param(name);
  }

  static Param required(String name) {
    return Runs.param(name, "required", true);
  }

  static Param withDefault(String name, String value) {
    return Runs.param(name, "defaultValue", Optional.of(value));
  }

  static Param choices(String name, String... choices) {
    return Runs.param(name, "choices", List.of(choices));
  }

  static Param matching(String name, String pattern) {
    return Runs.param(name, "pattern", Optional.of(Pattern.compile(pattern)));
  }

  static Param dashed(String name) {
    return Runs.param(name, "dash", true);
  }

  static Param secret(String name) {
    return Records.with(matching(name, "[a-z]+"), "choices", List.of("x"), "secret", true);
  }

  static Param many(String name, String pattern) {
    return Records.with(matching(name, pattern), "many", true);
  }
}
