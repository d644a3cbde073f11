// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cli.console.Audited;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each command either leaves an audit entry or is listed here as one that changes nothing. */
class AuditedCommandsTest {

  /** Commands that read, or write files only. Heartbeats tell of the services that run. */
  private static final Set<String> UNAUDITED =
      Set.of(
          "audit",
          "completion",
          "config diff",
          "config edit",
          "config export-crontab",
          "config export-systemd",
          "config forecast",
          "config import-celery",
          "config import-crontab",
          "config init",
          "config schedules",
          "config schema",
          "config show",
          "config validate",
          "config workers",
          "generate-routes",
          "help",
          "keys list",
          "keys new",
          "notify list",
          "notify test",
          "queue dead",
          "queue list",
          "schedule history",
          "schedule list",
          "schedule next",
          "task diff",
          "task list",
          "task logs",
          "task result",
          "task status",
          "up",
          "web",
          "why",
          "worker list",
          "workflow list");

  @TempDir private Path directory;

  @Test
  void each_command_that_changes_something_is_audited() {
    Map<String, CommandLine> leaves = new TreeMap<>();
    collect("", CommandTree.of(new Cl(directory).console()), leaves);
    Set<String> unaudited = new TreeSet<>();
    leaves.forEach(
        (name, command) -> {
          if (!command.getCommand().getClass().isAnnotationPresent(Audited.class)) {
            unaudited.add(name);
          }
        });

    assertThat(unaudited).isEqualTo(new TreeSet<>(UNAUDITED));
    assertThat(leaves).hasSizeGreaterThan(UNAUDITED.size() + 10);
  }

  private static void collect(String path, CommandLine command, Map<String, CommandLine> leaves) {
    command
        .getSubcommands()
        .forEach(
            (name, child) -> {
              String words = (path + " " + name).strip();
              if (child.getSubcommands().isEmpty()) {
                leaves.put(words, child);
              } else {
                collect(words, child, leaves);
              }
            });
  }
}
