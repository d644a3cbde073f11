// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.OnLost;
import io.celeryroot.config.Retries;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.TaskDefinition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a task and {@code defaults.tasks} have in common. */
record TaskSettings(
    Duration timeout,
    Duration killAfter,
    Retries retries,
    Map<String, String> env,
    Optional<String> workdir,
    Optional<String> user,
    Set<Integer> successExitCodes,
    long maxOutputBytes,
    OnLost onLost,
    Optional<RunOn> runOn,
    Duration expires) {

  static final TaskSettings DEFAULT =
      new TaskSettings(
          TaskDefinition.DEFAULT_TIMEOUT,
          TaskDefinition.DEFAULT_KILL_AFTER,
          Retries.NONE,
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          TaskDefinition.DEFAULT_SUCCESS_EXIT_CODES,
          TaskDefinition.DEFAULT_MAX_OUTPUT_BYTES,
          TaskDefinition.DEFAULT_ON_LOST,
          Optional.empty(),
          TaskDefinition.DEFAULT_EXPIRES);

  /** The settings of {@code section}; what it does not have is taken from {@code base}. */
  static TaskSettings read(SectionReader section, TaskSettings base) {
    Set<Integer> exitCodes = Set.copyOf(section.wholes("success_exit_codes"));
    TaskSettings settings =
        new TaskSettings(
            section.duration("timeout").orElse(base.timeout),
            section.duration("kill_after").orElse(base.killAfter),
            section.section("retries").map(RetriesReader::read).orElse(base.retries),
            joined(base.env, EnvReader.read(section)),
            workdir(section).or(base::workdir),
            user(section).or(base::user),
            exitCodes.isEmpty() ? base.successExitCodes : exitCodes,
            section.size("max_output").orElse(base.maxOutputBytes),
            section.choice("on_lost", OnLost.class).orElse(base.onLost),
            section.choice("run_on", RunOn.class).or(base::runOn),
            section.duration("expires").orElse(base.expires));
    settings.checkExitCodes(section);
    return settings;
  }

  private static Map<String, String> joined(Map<String, String> base, Map<String, String> own) {
    Map<String, String> env = new LinkedHashMap<>(base);
    env.putAll(own);
    return env;
  }

  private static Optional<String> workdir(SectionReader section) {
    Optional<Value> value = section.value("workdir");
    value
        .filter(path -> !path.text().startsWith("/"))
        .ifPresent(
            path ->
                section.report(
                    "workdir",
                    "workdir",
                    "not an absolute path: " + path.quoted(),
                    Fix.say("write a path that begins with \"/\"")));
    return value.map(Value::text);
  }

  private static Optional<String> user(SectionReader section) {
    Optional<Value> value = section.value("user");
    value
        .filter(user -> !user.text().matches("[A-Za-z0-9_][A-Za-z0-9_.-]*[$]?"))
        .ifPresent(
            user ->
                section.report(
                    "user",
                    "user",
                    "not a user name: " + user.quoted(),
                    Fix.say("write the name of a user, such as \"postgres\"")));
    return value.map(Value::text);
  }

  private void checkExitCodes(SectionReader section) {
    retries.onExit().stream()
        .filter(successExitCodes::contains)
        .sorted()
        .findFirst()
        .ifPresent(
            code ->
                section.report(
                    section.has("success_exit_codes") ? "success_exit_codes" : "retries",
                    "exit-codes",
                    "exit code " + code + " is both success and a reason to retry",
                    Fix.say("take it out of \"success_exit_codes\" or of \"retries.on_exit\"")));
  }
}
