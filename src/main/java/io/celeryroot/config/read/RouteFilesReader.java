// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.RouteGlob;
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

  private final ClConfig config;
  private final Path directory;
  private final List<Problem> problems = new ArrayList<>();

  public RouteFilesReader(ClConfig config) {
    this.config = config;
    this.directory = Optional.ofNullable(Path.of(config.file()).getParent()).orElse(Path.of(""));
  }

  public RouteFiles read() {
    Map<Path, RouteGlob> found = new TreeMap<>();
    for (RouteGlob glob : config.routes()) {
      find(glob).forEach(file -> found.putIfAbsent(file, glob));
    }
    RouteIds ids = new RouteIds();
    List<Path> files = new ArrayList<>();
    found.forEach(
        (file, glob) -> {
          Optional<String> text = text(file, glob);
          if (text.isPresent() && !isGenerated(text.get())) {
            files.add(directory.resolve(file).toAbsolutePath().normalize());
            ids.check(directory.resolve(file).toString(), text.get())
                .forEach(
                    problem ->
                        report(
                            glob,
                            problem.rule(),
                            problem.source() + ": " + problem.message(),
                            problem.hint()));
          }
        });
    return new RouteFiles(files, problems);
  }

  private List<Path> find(RouteGlob glob) {
    try {
      List<Path> found = PathGlob.of(glob.glob()).in(directory);
      if (found.isEmpty()) {
        report(
            glob,
            "no-file",
            "no file " + (PathGlob.isGlob(glob.glob()) ? "matches " : "") + Quote.of(glob.glob()),
            "write a path from the directory of this file on, such as \"routes/*.camel.yaml\"");
      }
      List<Path> yaml = found.stream().filter(file -> file.toString().endsWith(".yaml")).toList();
      if (yaml.isEmpty() && !found.isEmpty()) {
        report(
            glob,
            "route-file",
            "Camel loads routes only from files that end in .yaml: " + Quote.of(glob.glob()),
            "rename the file");
      }
      return yaml;
    } catch (PatternSyntaxException e) {
      report(
          glob,
          "glob",
          "not a glob: " + Quote.of(glob.glob()),
          "close each [ and {, or put a \\ before it");
      return List.of();
    } catch (IOException | UncheckedIOException e) {
      report(glob, "no-file", "cannot be looked for: " + e.getMessage(), "");
      return List.of();
    }
  }

  private Optional<String> text(Path file, RouteGlob glob) {
    Path path = directory.resolve(file);
    try {
      if (Files.size(path) > ConfigFile.MAX_BYTES) {
        report(glob, "file-size", path + ": larger than 3 MB", "split the file");
        return Optional.empty();
      }
      return Optional.of(Files.readString(path));
    } catch (CharacterCodingException e) {
      report(glob, "encoding", path + ": not UTF-8", "save the file as UTF-8");
    } catch (IOException e) {
      report(glob, "no-file", path + ": cannot be read: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  private static boolean isGenerated(String text) {
    int end = text.indexOf('\n');
    return end > 0 && text.substring(0, end).contains(RouteGlob.GENERATED_MARK);
  }

  private void report(RouteGlob glob, String rule, String message, String hint) {
    problems.add(new Problem(glob.source(), "routes", message, hint, Optional.empty(), 0, rule));
  }
}
