// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes.user;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.RouteGlob;
import io.celeryroot.routes.Origin;
import io.celeryroot.text.Quote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

/**
 * Finds the files that {@code routes:} names and checks that they can be loaded together with each
 * other and with the generated ones.
 */
public final class RouteFilesReader {

  private static final int MAX_BYTES = 3 << 20;

  private final ClConfig config;
  private final Path directory;
  private final RouteFileCheck check = new RouteFileCheck();
  private final List<Path> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private RouteFilesReader(ClConfig config) {
    this.config = config;
    this.directory = Optional.ofNullable(Path.of(config.file()).getParent()).orElse(Path.of(""));
  }

  /**
   * Looks for the user's own routes and checks them. Reads nothing when the file has no {@code
   * routes}.
   *
   * @param config whose file says where the globs start; each file is in UTF-8, at most 3 MB
   * @return the files, or what is wrong with them
   */
  public static RouteFiles read(ClConfig config) {
    return new RouteFilesReader(config).read();
  }

  private RouteFiles read() {
    Map<Path, RouteGlob> found = new TreeMap<>();
    for (RouteGlob glob : config.routes()) {
      find(glob).forEach(file -> found.putIfAbsent(file, glob));
    }
    found.forEach(this::readOne);
    List<Problem> warnings =
        check.called().map(inputs -> RouteCalls.unanswered(config, inputs)).orElse(List.of());
    return new RouteFiles(files, problems, problems.isEmpty() ? warnings : List.of());
  }

  private List<Path> find(RouteGlob glob) {
    String quoted = Quote.of(glob.glob());
    try {
      List<Path> found = PathGlob.find(directory, glob.glob());
      if (found.isEmpty()) {
        report(
            glob,
            "no-file",
            "no file " + (PathGlob.isGlob(glob.glob()) ? "matches " : "") + quoted,
            "write a path from the directory of this file on, such as \"routes/*.camel.yaml\"");
      }
      List<Path> yaml = found.stream().filter(file -> file.toString().endsWith(".yaml")).toList();
      if (yaml.isEmpty() && !found.isEmpty()) {
        String message = "Camel loads routes only from files that end in .yaml: " + quoted;
        report(glob, "route-file", message, "rename the file");
      }
      return yaml;
    } catch (PatternSyntaxException e) {
      report(glob, "glob", "not a glob: " + quoted, "close each [ and {, or put a \\ before it");
    } catch (IOException | UncheckedIOException e) {
      report(glob, "no-file", "cannot be looked for: " + e.getMessage(), "");
    }
    return List.of();
  }

  private void readOne(Path file, RouteGlob glob) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        report(glob, "file-size", file + ": larger than 3 MB", "split the file");
        return;
      }
      String text = Files.readString(file);
      if (Origin.isOf(text)) {
        return;
      }
      files.add(file.toAbsolutePath().normalize());
      for (Problem problem : check.check(file.toString(), text)) {
        String message = problem.source() + ": " + problem.message();
        report(glob, problem.rule(), message, problem.hint());
      }
    } catch (CharacterCodingException e) {
      report(glob, "encoding", file + ": not UTF-8", "save the file as UTF-8");
    } catch (IOException e) {
      report(glob, "no-file", file + ": cannot be read: " + e.getMessage(), "");
    }
  }

  private void report(RouteGlob glob, String rule, String message, String hint) {
    problems.add(new Problem(glob.source(), "routes", message, hint, Optional.empty(), 0, rule));
  }
}
