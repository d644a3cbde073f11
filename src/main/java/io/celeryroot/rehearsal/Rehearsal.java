// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.rehearsal;

import io.celeryroot.cli.Main;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.GlobalOptions;
import io.celeryroot.cli.service.UpService;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.view.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Runs real commands once, so that the JVM can keep the classes they load in an archive (see {@code
 * libexec/archive.sh}). It is in the jar because an archive fits one class path only.
 */
public final class Rehearsal {

  /** Time for schedules of each second to become due, and for their jobs to end. */
  private static final Duration SECONDS_WITH_SCHEDULES = Duration.ofSeconds(3);

  private Rehearsal() {}

  /** Rehearses what {@code bin/cl} calls {@code command} or {@code service}. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("celeryroot-rehearsal");
    Path file = directory.resolve("cl.yaml");
    try (EmbeddedRedis redis = EmbeddedRedis.start(Optional.empty(), List.of())) {
      Files.writeString(
          file,
          """
          redis: {url: %s}
          defaults:
            tasks: {timeout: 10m}
          workers:
            web: {hostnames: [web01], labels: [front], concurrency: 2}
            db: {hostnames: ["db[01-02]"]}
          tasks:
            backup:
              command: "/bin/true {database}"
              params: {database: {default: main}}
              retries: {max: 1, delay: 10s}
              env: {LANG: C}
            report: {script: "true", expires: 1h, description: A report}
          schedules:
            hourly: {cron: "0 * * * *", task: ping, targets: [web], splay: 10m}
            nightly:
              cron: "30 1 * * *"
              timezone: Europe/Berlin
              task: backup
              targets: ["db"]
              params: {database: main}
              overlap: skip
              conditions: ["disk_usage < 80%%"]
            weekly:
              cron: "0 3 * * sun"
              tasks:
                - {task: backup, targets: [db]}
                - {task: report, targets: [web], always: true}
            often: {every: 1s, task: report, targets: [web]}
            beside: {every: 1s, task: ping, targets: [db]}
          """
              .formatted(redis.url()));
      if (args[0].equals("service")) {
        service(directory);
      } else {
        commands(directory);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
    System.exit(0);
  }

  private static void commands(Path directory) {
    run(directory, "config", "validate");
    run(directory, "schedule", "next");
    run(directory, "task", "ping", "--targets", "web");
    run(directory, "task", "ping", "--targets", "web", "--wait", "--timeout", "1s");
    run(directory, "task", "status");
    run(directory, "task", "list", "-o", "json");
    run(directory, "queue", "list", "-o", "yaml");
    run(directory, "help", "task");
    run(directory, "no-such-command");
  }

  /** Starts all, waits for the first jobs of a command and of schedules, stops all. */
  private static void service(Path directory) {
    Console console = console(directory);
    try (UpService up =
        new UpService(
            console,
            ConfigLoader.load(console),
            ServiceSettings.DEFAULT,
            UnaryOperator.identity())) {
      up.start();
      run(directory, "task", "ping", "--targets", "web", "--wait", "--timeout", "10s");
      Thread.sleep(SECONDS_WITH_SCHEDULES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Path directory, String... args) {
    Main.run(console(directory), args);
  }

  private static Console console(Path directory) {
    return new Console(
        new PrintWriter(Writer.nullWriter()),
        new PrintWriter(Writer.nullWriter()),
        new BufferedReader(new StringReader("")),
        Terminal.NONE,
        Map.of(),
        directory,
        Clock.systemUTC(),
        new GlobalOptions());
  }
}
