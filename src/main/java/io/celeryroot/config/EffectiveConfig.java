// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import io.celeryroot.config.keys.Choices;
import io.celeryroot.config.read.ConfigFile;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A configuration with every default written out, as maps, lists, texts, numbers and booleans;
 * secrets are {@link ClConfig#MASK}. Written as YAML or JSON it is a cl.yaml that means the same.
 */
public final class EffectiveConfig {

  private EffectiveConfig() {}

  /**
   * The whole file. Of the built-in tasks only those that {@code defaults} of the file changed.
   *
   * @return maps in the order of the reference page; can be changed
   */
  public static Map<String, Object> tree(ClConfig config) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("redis", redis(config));
    tree.put("timezone", config.timezone().getId());
    tree.put("workers", mapped(config.roles(), EffectiveConfig::role));
    Map<String, Object> tasks = mapped(config.tasks(), EffectiveConfig::task);
    ConfigFile.builtInTasks()
        .forEach(
            (name, task) -> {
              if (config.tasks().get(name).isBuiltIn() && task(task).equals(tasks.get(name))) {
                tasks.remove(name);
              }
            });
    putIfAny(tree, "tasks", tasks);
    if (!config.routes().isEmpty()) {
      tree.put("routes", texts(config.routes().stream().map(RouteGlob::glob).toList()));
    }
    putIfAny(tree, "schedules", mapped(config.schedules(), schedule -> schedule(schedule, config)));
    return tree;
  }

  private interface View<T> {
    Map<String, Object> of(T value);
  }

  private static <T> Map<String, Object> mapped(Map<String, T> values, View<T> view) {
    Map<String, Object> mapped = new LinkedHashMap<>();
    values.forEach((name, value) -> mapped.put(name, view.of(value)));
    return mapped;
  }

  private static Map<String, Object> redis(ClConfig config) {
    Map<String, Object> redis = new LinkedHashMap<>();
    redis.put("url", text(config.redis().maskedUrl()));
    redis.put("timeout", Durations.format(config.redis().timeout()));
    RedisTrust trust = config.redis().trust();
    trust.caFile().ifPresent(file -> redis.put("ca_file", text(file)));
    trust.certFile().ifPresent(file -> redis.put("cert_file", text(file)));
    trust.keyFile().ifPresent(file -> redis.put("key_file", text(file)));
    trust.sentinelUser().ifPresent(user -> redis.put("sentinel_user", text(user)));
    trust.sentinelPassword().ifPresent(secret -> redis.put("sentinel_password", ClConfig.MASK));
    redis.put("results_kept", Durations.format(config.resultsKept()));
    return redis;
  }

  /** One role, as it stands in cl.yaml. */
  public static Map<String, Object> role(Role role) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("hostnames", texts(role.hostnames()));
    map.put("queue", role.queue());
    map.put("run_on", Choices.text(role.runOn()));
    role.concurrency().ifPresent(concurrency -> map.put("concurrency", concurrency));
    if (!role.tasks().isEmpty()) {
      map.put("tasks", texts(role.tasks()));
    }
    map.put("description", text(role.description()));
    return map;
  }

  /** One task, as it stands in cl.yaml. */
  public static Map<String, Object> task(TaskDefinition task) {
    Map<String, Object> map = new LinkedHashMap<>();
    action(map, task.action());
    if (!task.params().isEmpty()) {
      Map<String, Object> params = new LinkedHashMap<>();
      task.params().forEach(param -> params.put(param.name(), param(param)));
      map.put("params", params);
    }
    map.put("timeout", duration(task.timeout()));
    if (!(task.action() instanceof Action.To)) {
      process(map, task);
    }
    if (!task.retries().equals(Retries.NONE)) {
      map.put("retries", retries(task.retries()));
    }
    map.put("on_lost", Choices.text(task.onLost()));
    task.runOn().ifPresent(runOn -> map.put("run_on", Choices.text(runOn)));
    map.put("expires", duration(task.expires()));
    map.put("description", text(task.description()));
    return map;
  }

  private static void process(Map<String, Object> map, TaskDefinition task) {
    map.put("kill_after", duration(task.killAfter()));
    Map<String, Object> env = new LinkedHashMap<>();
    task.env().keySet().forEach(name -> env.put(name, ClConfig.MASK));
    putIfAny(map, "env", env);
    task.workdir().ifPresent(workdir -> map.put("workdir", text(workdir)));
    task.user().ifPresent(user -> map.put("user", text(user)));
    map.put("success_exit_codes", task.successExitCodes().stream().sorted().toList());
    map.put("max_output", Sizes.format(task.maxOutputBytes()));
  }

  private static void action(Map<String, Object> map, Action action) {
    if (action instanceof Action.Command command) {
      map.put("command", command.template());
    } else if (action instanceof Action.Script script) {
      map.put("script", script.text());
    } else if (action instanceof Action.To to) {
      map.put("to", to.template());
    }
  }

  private static Map<String, Object> param(Param param) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("required", param.required());
    param
        .defaultValue()
        .ifPresent(value -> map.put("default", param.secret() ? ClConfig.MASK : text(value)));
    param.pattern().map(Pattern::pattern).ifPresent(pattern -> map.put("pattern", text(pattern)));
    if (!param.choices().isEmpty()) {
      map.put("choices", texts(param.choices()));
    }
    map.put("secret", param.secret());
    map.put("many", param.many());
    map.put("description", text(param.description()));
    return map;
  }

  private static Map<String, Object> retries(Retries retries) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("max", retries.max());
    map.put("delay", duration(retries.delay()));
    map.put("backoff", retries.backoff());
    map.put("max_delay", duration(retries.maxDelay()));
    map.put("jitter", retries.jitter());
    if (!retries.onExit().isEmpty()) {
      map.put("on_exit", retries.onExit().stream().sorted().toList());
    }
    return map;
  }

  /** One schedule, as it stands in cl.yaml; values of secret parameters are masked. */
  public static Map<String, Object> schedule(Schedule schedule, ClConfig config) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cron", schedule.cron().text());
    map.put("timezone", schedule.zone().getId());
    map.put("task", schedule.task());
    map.put("targets", texts(schedule.targets()));
    Map<String, Object> params = new LinkedHashMap<>();
    schedule
        .params()
        .forEach(
            (name, value) ->
                params.put(name, isSecret(config, schedule, name) ? ClConfig.MASK : text(value)));
    putIfAny(map, "params", params);
    map.put("enabled", schedule.enabled());
    map.put("catch_up", Choices.text(schedule.catchUp()));
    map.put("catch_up_window", duration(schedule.catchUpWindow()));
    map.put("overlap", Choices.text(schedule.overlap()));
    schedule.expires().ifPresent(expires -> map.put("expires", duration(expires)));
    schedule.runOn().ifPresent(runOn -> map.put("run_on", Choices.text(runOn)));
    map.put("description", text(schedule.description()));
    return map;
  }

  private static boolean isSecret(ClConfig config, Schedule schedule, String name) {
    return config
        .task(schedule.task())
        .map(task -> task.params().stream().anyMatch(p -> p.name().equals(name) && p.secret()))
        .orElse(true);
  }

  private static void putIfAny(Map<String, Object> map, String key, Map<String, Object> value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }

  private static String duration(Duration duration) {
    return Durations.format(duration);
  }

  private static List<String> texts(List<String> texts) {
    return texts.stream().map(EffectiveConfig::text).toList();
  }

  /** Text that is read as itself: what looks like a placeholder is escaped. */
  private static String text(String text) {
    return text.replace("${", "$${");
  }
}
