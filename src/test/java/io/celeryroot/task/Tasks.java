// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task;

import io.celeryroot.config.Action;
import io.celeryroot.config.Param;
import io.celeryroot.config.Retries;
import io.celeryroot.config.Source;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.celery.CeleryValue;
import io.celeryroot.config.limit.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Task definitions for tests. */
final class Tasks {

  private Tasks() {}

  static TaskDefinition task(String name, Action action, Param... params) {
    return new TaskDefinition(
        name,
        action,
        List.of(params),
        TaskDefinition.DEFAULT_TIMEOUT,
        TaskDefinition.DEFAULT_KILL_AFTER,
        TaskDefinition.DEFAULT_LINGER,
        Retries.NONE,
        Map.of("LANG", "C"),
        Optional.empty(),
        Optional.empty(),
        false,
        TaskDefinition.DEFAULT_SUCCESS_EXIT_CODES,
        TaskDefinition.DEFAULT_MAX_OUTPUT_BYTES,
        Limits.NONE,
        TaskDefinition.DEFAULT_ON_LOST,
        Optional.empty(),
        TaskDefinition.DEFAULT_EXPIRES,
        Optional.empty(),
        Optional.empty(),
        "",
        Source.BUILT_IN);
  }

  static TaskDefinition command(List<String> argv, Param... params) {
    return task("install", new Action.Command(argv, argv), params);
  }

  static Param param(String name) {
    return param(name, false, Optional.empty(), Optional.empty(), List.of(), false, false);
  }

  static Param required(String name) {
    return param(name, true, Optional.empty(), Optional.empty(), List.of(), false, false);
  }

  static Param withDefault(String name, String value) {
    return param(name, false, Optional.of(value), Optional.empty(), List.of(), false, false);
  }

  static Param choices(String name, String... choices) {
    return param(name, false, Optional.empty(), Optional.empty(), List.of(choices), false, false);
  }

  static Param matching(String name, String pattern) {
    return param(name, false, Optional.empty(), Optional.of(pattern), List.of(), false, false);
  }

  static Param dashed(String name) {
    return new Param(
        name,
        false,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        true,
        false,
        false,
        CeleryValue.TEXT,
        "",
        Source.BUILT_IN);
  }

  static Param secret(String name) {
    return param(name, false, Optional.empty(), Optional.of("[a-z]+"), List.of("x"), true, false);
  }

  static Param many(String name, String pattern) {
    return param(name, false, Optional.empty(), Optional.of(pattern), List.of(), false, true);
  }

  private static Param param(
      String name,
      boolean required,
      Optional<String> defaultValue,
      Optional<String> pattern,
      List<String> choices,
      boolean secret,
      boolean many) {
    return new Param(
        name,
        required,
        defaultValue,
        pattern.map(Pattern::compile),
        choices,
        List.of(),
        false,
        secret,
        many,
        CeleryValue.TEXT,
        "",
        Source.BUILT_IN);
  }
}
