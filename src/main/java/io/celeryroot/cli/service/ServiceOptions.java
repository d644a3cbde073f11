// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Units;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.text.UnreadableValue;
import io.celeryroot.web.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what keeps running: Beat, workers and {@code cl up}. */
public final class ServiceOptions {

  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  @Option(
      names = "--dev",
      order = 20,
      description =
          "For development: the \"camel\" command of the same user can look into it, and edited"
              + " files of routes: are loaded again.")
  private boolean development;

  @Mixin private final ManagementOptions management = new ManagementOptions();

  @Option(
      names = "--log-format",
      order = 30,
      paramLabel = "text|json",
      description = "Form of the log on stderr (default: $CL_LOG_FORMAT, else text).")
  private LogFormat logFormat;

  @Option(
      names = "--log-file",
      order = 31,
      paramLabel = "FILE",
      description =
          "Log to FILE and not to stderr: rotated each day and when it is large, compressed; opened"
              + " again when it was renamed.")
  private Path logFile;

  @Option(
      names = "--log-size",
      order = 32,
      paramLabel = "SIZE",
      description = "With --log-file: begin a new file at this size (default: 100MB).")
  private String logSize;

  @Option(
      names = "--log-days",
      order = 33,
      paramLabel = "N",
      description =
          "With --log-file: delete rotated files after N days (default: 14); 0 leaves rotation to"
              + " others, such as logrotate.")
  private Integer logDays;

  /** Forms of the log, by their names on the command line. */
  enum LogFormat {
    text,
    json
  }

  /** Fixes the form of the log: to be called before anything writes a line of it. */
  public void prepareLog(Console console) {
    // These properties are read by LogSetup.
    Optional.ofNullable(logFormat)
        .map(Enum::name)
        .or(() -> choice(console, "CL_LOG_FORMAT", "form", List.of("text", "json")))
        .ifPresent(format -> System.setProperty("celeryroot.log.format", format));
    prepareLogFile(console);
    level(console)
        .ifPresent(
            level -> {
              System.setProperty("celeryroot.log", level);
              System.setProperty("celeryroot.log.routes", level);
            });
  }

  private void prepareLogFile(Console console) {
    CommandFailure.refuseIf(
        logFile == null && (logSize != null || logDays != null),
        "cl: --log-size and --log-days go with --log-file only");
    if (logFile == null) {
      return;
    }
    CommandFailure.refuseIf(
        logDays != null && logDays < 0, "cl: --log-days %s; need 0 or more", logDays);
    Path file = console.directory().resolve(logFile).toAbsolutePath();
    checkWritable(file);
    System.setProperty("celeryroot.log.file", file.toString());
    System.setProperty("celeryroot.log.date", "yyyy-MM-dd HH:mm:ss");
    Optional.ofNullable(logSize)
        .ifPresent(size -> System.setProperty("celeryroot.log.size", "" + bytes(size)));
    Optional.ofNullable(logDays)
        .ifPresent(days -> System.setProperty("celeryroot.log.days", "" + days));
  }

  private static void checkWritable(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      Path directory = file.getParent();
      throw CommandFailure.wrongCommandLine(
          "cl: --log-file %s: %s",
          file,
          Files.isDirectory(directory)
              ? "cannot be written; fix: give a file that this user may write"
              : "no directory " + directory + "; fix: create it");
    }
  }

  private static long bytes(String size) {
    try {
      return Units.SIZES.positive(Units.SIZES.parse(size, Long.MAX_VALUE >> 1, "too large"));
    } catch (UnreadableValue e) {
      throw CommandFailure.wrongCommandLine(
          "cl: --log-size %s: %s\n    fix: %s", size, e.getMessage(), e.hint());
    }
  }

  /** Returns the level at which we and the user's routes log; empty: the one of the command. */
  static Optional<String> level(Console console) {
    return choice(console, "CL_LOG_LEVEL", "level", LEVELS);
  }

  private static Optional<String> choice(
      Console console, String variable, String noun, List<String> known) {
    String value = console.env().getOrDefault(variable, "");
    CommandFailure.refuseIf(
        !value.isEmpty() && !known.contains(value),
        "cl: %1$s=%2$s: no such %3$s; %3$ss are: %4$s",
        variable,
        value,
        noun,
        String.join(", ", known));
    return Optional.of(value).filter(text -> !text.isEmpty());
  }

  /**
   * Returns the settings of a process.
   *
   * @param operations run the commands behind the actions of the dashboard
   */
  public ServiceSettings settings(Console console, Operations operations) {
    return new ServiceSettings(development, management.settings(console, operations));
  }

  /**
   * Prepares a process with a Redis and a dashboard of its own: makes a password for who may act
   * there, if they may and have none.
   *
   * @param redis that of the file
   */
  void prepareOwn(Console console, RedisSettings redis) {
    management.standInFor(redis);
    management.makePassword(console);
  }

  /** Returns the settings of a process that has a port in any case. */
  ServiceSettings settingsWithPort(Console console, Operations operations) {
    return new ServiceSettings(
        development, Optional.of(management.settingsInAnyCase(console, operations)));
  }
}
