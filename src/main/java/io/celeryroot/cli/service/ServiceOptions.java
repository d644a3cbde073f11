// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.service;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.runtime.ServiceSettings;
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
    json
  }

  /** Fixes the form of the log: to be called before anything writes a line of it. */
  public void prepareLog(Console console) {
    // These properties are read by logback.xml.
    Optional.ofNullable(logFormat)
        .map(Enum::name)
        .or(() -> choice(console, "CL_LOG_FORMAT", "form", List.of("text", "json")))
        .ifPresent(format -> System.setProperty("celeryroot.log.format", format));
    level(console)
        .ifPresent(
            level -> {
              System.setProperty("celeryroot.log", level);
              System.setProperty("celeryroot.log.routes", level);
            });
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

  public ServiceSettings settings(Console console) {
    return new ServiceSettings(development, management.settings(console));
  }
}
