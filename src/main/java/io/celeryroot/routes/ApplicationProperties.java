// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.Version;
import io.celeryroot.config.keys.BuiltInTasks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of the Camel process that runs the routes. {@code camel run} reads them from the file,
 * Beat and the workers from memory. They never hold a secret.
 */
public final class ApplicationProperties {

  /** Time that running jobs have after a stop was requested. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  /** Time to release jobs and close connections. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /**
   * Threads of Quartz. Routes of Beat only put jobs into queues, so two threads serve a thousand
   * schedules.
   */
  private static final int QUARTZ_THREADS = 2;

  /** Dependencies that the routes and these settings name; our own jar brings the others. */
  private static final List<String> DEPENDENCIES =
      Stream.of(
              "bean",
              "direct",
              "exec",
              "health",
              "management",
              "micrometer-prometheus",
              "platform-http-main",
              "quartz",
              "scheduler",
              "spring-redis",
              "timer",
              "yaml-dsl")
          .map("camel:"::concat)
          .toList();

  private ApplicationProperties() {}

  /** Creates the settings: name to value, in the order of the file. */
  public static Map<String, String> of(ClConfig config) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("camel.main.name", "celeryroot");
    properties.put("camel.main.profile", "prod");
    properties.put(
        "camel.main.shutdownTimeout", String.valueOf(shutdownTimeout(config).toSeconds()));
    properties.put("camel.main.autoConfigurationLogSummary", "false");
    properties.put("camel.main.startupSummaryLevel", "Off");
    properties.put("camel.main.jmxEnabled", "true");
    properties.put("camel.main.jmxManagementRegisterRoutesCreateByTemplate", "false");
    properties.put(
        "camel.component.quartz.properties[org.quartz.threadPool.threadCount]",
        String.valueOf(QUARTZ_THREADS));
    properties.put("celeryroot.config", config.file());
    properties.put("celeryroot.graceMillis", String.valueOf(GRACE.toMillis()));
    return properties;
  }

  static String text(ClConfig config) {
    Map<String, String> properties = new LinkedHashMap<>(of(config));
    // For "camel run": off until --prop=camel.management.enabled=true, and then for this host only.
    properties.put("camel.management.enabled", "false");
    properties.put("camel.management.host", "127.0.0.1");
    properties.put("camel.management.healthCheckEnabled", "true");
    properties.put(
        "camel.jbang.dependencies",
        "io.celeryroot:celeryroot:" + Version.CURRENT + "," + String.join(",", DEPENDENCIES));
    return properties.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * Time limit of the shutdown: longer than the grace period and the end of the slowest task after
   * it.
   */
  private static Duration shutdownTimeout(ClConfig config) {
    Duration killAfter =
        Stream.concat(config.ownTasks().stream(), config.task(BuiltInTasks.CONDITIONS).stream())
            .map(TaskDefinition::killAfter)
            .filter(longest -> longest.compareTo(BuiltInTasks.LONGEST_KILL_AFTER) > 0)
            .max(Duration::compareTo)
            .orElse(BuiltInTasks.LONGEST_KILL_AFTER);
    return GRACE.plus(killAfter).plus(CLOSING);
  }

  /** Escapes a value for {@link java.util.Properties}. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' || (c == ' ' && escaped.isEmpty())) {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append("\\u%04X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
