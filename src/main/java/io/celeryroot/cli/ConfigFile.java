// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.ConfigReader;
import io.celeryroot.config.ConfigUnreadable;
import io.celeryroot.config.Problem;
import io.celeryroot.config.ProblemPrinter;
import io.celeryroot.config.ReadResult;
import io.celeryroot.config.RouteFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The cl.yaml that the command line, {@code $CL_CONFIG} or the current directory names. */
final class ConfigFile {

  static final String DEFAULT_NAME = "cl.yaml";

  private ConfigFile() {}

  static Path path(Session session) {
    Path named = session.options().config;
    String fromEnvironment = session.env().getOrDefault("CL_CONFIG", "");
    Path path =
        named != null ? named : Path.of(fromEnvironment.isEmpty() ? DEFAULT_NAME : fromEnvironment);
    return session.directory().resolve(path);
  }

  /** The valid file; a file with mistakes ends the command with all of them. */
  static ClConfig load(Session session) {
    ReadResult result = read(session, path(session));
    return result.config().orElseThrow(() -> Refusal.no(problems(result)));
  }

  /** The valid file, for a process that loads the user's routes; refused like {@link #load}. */
  static ClConfig loadWithRoutes(Session session) {
    ReadResult result = withRoutes(read(session, path(session)));
    return result.config().orElseThrow(() -> Refusal.no(problems(result)));
  }

  /** A valid file with the mistakes of the Camel files that it names. */
  static ReadResult withRoutes(ReadResult result) {
    List<Problem> problems =
        result.config().map(ConfigReader::routeFiles).map(RouteFiles::problems).orElse(List.of());
    return problems.isEmpty() ? result : new ReadResult(Optional.empty(), problems, result.text());
  }

  /** The file with its mistakes. */
  static ReadResult read(Session session, Path path) {
    if (!Files.exists(path)) {
      throw Refusal.notFoundOut(
          path + ": no such file; write one with \"cl config init\", or name it with -c", null);
    }
    try {
      return ConfigReader.read(
          path, session.env(), Optional.ofNullable(session.options().environment));
    } catch (ConfigUnreadable e) {
      throw Refusal.notFoundOut(e.getMessage(), e);
    }
  }

  /** All mistakes as text, and a last line with their number. */
  static String problems(ReadResult result) {
    return ProblemPrinter.renderAll(result.problems(), result.text(), true).stripTrailing();
  }
}
