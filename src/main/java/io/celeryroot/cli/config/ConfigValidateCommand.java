// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.output.Text;
import io.celeryroot.cli.output.View;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.read.ReadResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cl config validate}: all mistakes of a file, or what is in it. */
@Command(
    name = "validate",
    sortOptions = false,
    description = "Reports all mistakes of cl.yaml, each with its place and its fix.",
    footer = {"", "Example: cl config validate -c site/cl.yaml"})
final class ConfigValidateCommand extends ConsoleCommand {

  private static final View<Problem> PROBLEMS =
      new View<Problem>()
          .field("file", problem -> problem.source().file())
          .field("line", problem -> problem.source().line())
          .field("column", problem -> problem.source().column())
          .field("path", Problem::path)
          .field("message", Problem::message)
          .field("hint", Problem::hint)
          .field("replacement", Problem::replacement)
          .field("rule", Problem::rule);

  @Parameters(paramLabel = "FILE", description = "Files to check instead of cl.yaml.")
  private List<Path> files = new ArrayList<>();

  ConfigValidateCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    List<Path> paths =
        files.isEmpty()
            ? List.of(ConfigLoader.path(console))
            : files.stream().map(console.directory()::resolve).toList();
    Map<Path, ReadResult> results = new LinkedHashMap<>();
    boolean allRead = true;
    for (Path path : paths) {
      try {
        results.put(path, ConfigLoader.withRoutes(ConfigLoader.read(console, path)));
      } catch (CommandFailure e) {
        console.say("cl: " + e.getMessage());
        allRead = false;
      }
    }
    console.answer(
        results.entrySet().stream().map(e -> document(e.getKey(), e.getValue())).toList(),
        () ->
            results.entrySet().stream()
                .map(e -> text(e.getKey(), e.getValue()) + "\n")
                .collect(Collectors.joining()));
    if (!allRead) {
      return ExitCode.NOT_FOUND_OUT;
    }
    boolean valid = results.values().stream().allMatch(result -> result.config().isPresent());
    return valid ? ExitCode.YES : ExitCode.NO;
  }

  private static String text(Path path, ReadResult result) {
    return result
        .config()
        .map(config -> summary(path, config))
        .orElseGet(() -> ConfigLoader.problems(result));
  }

  static String summary(Path path, ClConfig config) {
    return path
        + ": valid; "
        + Text.count(config.roles().size(), "role")
        + ", "
        + Text.count(ownTasks(config), "task")
        + " of its own, "
        + Text.count(config.schedules().size(), "schedule");
  }

  private static long ownTasks(ClConfig config) {
    return config.tasks().values().stream().filter(task -> !task.isBuiltIn()).count();
  }

  private static Map<String, Object> document(Path path, ReadResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("file", path.toString());
    document.put("valid", result.config().isPresent());
    result
        .config()
        .ifPresent(
            config -> {
              document.put("roles", config.roles().size());
              document.put("tasks", ownTasks(config));
              document.put("schedules", config.schedules().size());
            });
    document.put("problems", PROBLEMS.documents(result.problems()));
    return document;
  }
}
