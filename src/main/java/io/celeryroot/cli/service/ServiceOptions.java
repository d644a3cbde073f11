// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.runtime.ServiceSettings;
import java.util.Arrays;
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
      order = 24,
      paramLabel = "text|json",
      description = "Form of the log on stderr (default: $CL_LOG_FORMAT, else text).")
  private LogFormat logFormat;

  /** Forms of the log, by their names on the command line. */
  enum LogFormat {
    text,
    json;

    static LogFormat of(String name) {
      return Arrays.stream(values())
          .filter(format -> format.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  CommandFailure.wrongCommandLine(
                      "cl: CL_LOG_FORMAT=" + name + ": no such form; forms are: text, json"));
    }
  }

  /** Fixes the form of the log: to be called before anything writes a line of it. */
  public void prepareLog(Console console) {
    String format = logFormat == null ? console.env().get("CL_LOG_FORMAT") : logFormat.name();
    if (format != null && !format.isEmpty()) {
      // Read by logback.xml.
      System.setProperty("celeryroot.log.format", LogFormat.of(format).name());
    }
    level(console).ifPresent(ServiceOptions::setLevel);
  }

  /**
   * How much is logged by us and by the routes of the user; empty: as much as suits the command.
   */
  static Optional<String> level(Console console) {
    Optional<String> level =
        Optional.ofNullable(console.env().get("CL_LOG_LEVEL")).filter(name -> !name.isEmpty());
    level
        .filter(name -> !LEVELS.contains(name))
        .ifPresent(
            name -> {
              throw CommandFailure.wrongCommandLine(
                  "cl: CL_LOG_LEVEL="
                      + name
                      + ": no such level; levels are: "
                      + String.join(", ", LEVELS));
            });
    return level;
  }

  private static void setLevel(String level) {
    // Read by logback.xml.
    System.setProperty("celeryroot.log", level);
    System.setProperty("celeryroot.log.routes", level);
  }

  public ServiceSettings settings(Console console) {
    return new ServiceSettings(development, management.settings(console));
  }
}
