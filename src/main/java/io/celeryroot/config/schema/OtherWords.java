// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.schema;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words by which other tools, and people who come from them, call keys of cl.yaml. */
final class OtherWords {

  private static final List<String> HOSTS = List.of("targets", "hostnames");
  private static final List<String> PROGRAM = List.of("command", "script");

  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("hosts", HOSTS),
          Map.entry("host", HOSTS),
          Map.entry("nodes", HOSTS),
          Map.entry("servers", HOSTS),
          Map.entry("role", HOSTS),
          Map.entry("roles", HOSTS),
          Map.entry("crontab", List.of("cron")),
          Map.entry("schedule", List.of("cron")),
          Map.entry("interval", List.of("every")),
          Map.entry("tz", List.of("timezone")),
          Map.entry("cmd", PROGRAM),
          Map.entry("exec", PROGRAM),
          Map.entry("run", PROGRAM),
          Map.entry("parameters", List.of("params")),
          Map.entry("environment", List.of("env")),
          Map.entry("cwd", List.of("workdir")),
          Map.entry("time_limit", List.of("timeout")),
          Map.entry("comment", List.of("description")));

  private OtherWords() {}

  /**
   * The key that a word means.
   *
   * @param keys those that may be written there
   */
  static Optional<String> of(String word, Collection<String> keys) {
    return KEYS.getOrDefault(word, List.of()).stream().filter(keys::contains).findFirst();
  }
}
