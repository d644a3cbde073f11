// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.config.read.ConfigUnreadable;
import io.celeryroot.config.read.ProblemPrinter;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.routes.user.RouteFilesReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** The cl.yaml that the command line, {@code $CL_CONFIG} or the current directory names. */
public final class ConfigLoader {

  /** Name of the file where nothing else is named. */
  public static final String DEFAULT_NAME = "cl.yaml";

  private ConfigLoader() {}

  public static Path path(Console console) {
    Path named = console.options().config;
    return named != null ? console.directory().resolve(named) : unnamedPath(console);
  }

  /** Returns the path that counts where the command line names none. */
  public static Path unnamedPath(Console console) {
    String fromEnvironment = console.env().getOrDefault("CL_CONFIG", "");
    return console.directory().resolve(fromEnvironment.isEmpty() ? DEFAULT_NAME : fromEnvironment);
  }

  /** Reads the valid file; a file with mistakes ends the command with all of them. */
  public static ClConfig load(Console console) {
    return load(console, CommandFailure::no);
  }

  /**
   * Reads the valid file for a question about the site, not about the file; with mistakes, the
   * command could not find out, so that nobody takes that for the answer no.
   */
  public static ClConfig loadForSite(Console console) {
    return load(console, CommandFailure::notFoundOut);
  }

  private static ClConfig load(Console console, Function<String, CommandFailure> refusal) {
    ClConfig config = valid(read(console, path(console)), refusal);
    WordCache.refresh(console, path(console), config);
    String instead = console.options().redisInstead;
    return instead == null ? config : config.withRedisAt(instead);
  }

  /**
   * Reads the valid file, for a process that loads the user's routes; refused like {@link #load}.
   */
  public static ClConfig loadWithRoutes(Console console) {
    return valid(withRoutes(read(console, path(console))), CommandFailure::no);
  }

  private static ClConfig valid(ReadResult result, Function<String, CommandFailure> refusal) {
    return result.config().orElseThrow(() -> refusal.apply(problems(result)));
  }

  /** Adds what is wrong with the Camel files that a valid file names. */
  public static ReadResult withRoutes(ReadResult result) {
    return result
        .config()
        .map(RouteFilesReader::read)
        .map(
            found ->
                found.problems().isEmpty()
                    ? result.warned(found.warnings())
                    : result.with(found.problems()))
        .orElse(result);
  }

  public static ReadResult read(Console console, Path path) {
    if (Files.notExists(path)) {
      throw CommandFailure.notFoundOut(
          "%s: no such file; write one with \"cl config init\", or name it with -c", path);
    }
    try {
      return readAgain(console, path);
    } catch (ConfigUnreadable e) {
      throw CommandFailure.notFoundOut(e.getMessage()).causedBy(e);
    }
  }

  /**
   * Reads a file that a service runs by.
   *
   * @throws ConfigUnreadable if it cannot be read now
   */
  public static ReadResult readAgain(Console console, Path path) {
    return ConfigReader.read(
        path, console.env(), Optional.ofNullable(console.options().environment));
  }

  /** Renders all warnings as text, and a last line with their number. */
  public static String warnings(ReadResult result) {
    return ProblemPrinter.renderWarnings(result).stripTrailing();
  }

  /** Renders all mistakes as text, and a last line with their number. */
  public static String problems(ReadResult result) {
    return ProblemPrinter.renderProblems(result).stripTrailing();
  }
}
