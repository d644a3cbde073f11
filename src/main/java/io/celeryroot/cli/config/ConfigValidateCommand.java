// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.config;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.ConfigLoader;
import io.celeryroot.cli.console.ConsoleCommand;
import io.celeryroot.cli.console.FileDrift;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Problem;
import io.celeryroot.config.Role;
import io.celeryroot.config.read.ReadResult;
import io.celeryroot.config.security.BuiltIns;
import io.celeryroot.config.security.Rights;
import io.celeryroot.monitor.Orphans;
import io.celeryroot.text.Text;
import io.celeryroot.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cl config validate}: all mistakes of a file, or what is in it. */
@Command(
    description = {
      "Reports all mistakes of cl.yaml, each with its place and its fix.",
      "Also warns of what is valid and probably not meant.",
      "With --strict it tells which built-in tasks that change a host each role runs."
    },
    footer = {"", "Example: cl config validate -c site/cl.yaml"})
public final class ConfigValidateCommand extends ConsoleCommand {

  private record Checked(Path path, ReadResult result) {

    boolean isValid() {
      return result.config().isPresent();
    }

    ClConfig config() {
      return result.config().orElseThrow();
    }
  }

  static final View<Problem> PROBLEMS =
      new View<Problem>()
          .field("file", problem -> problem.source().file())
          .field("line", problem -> problem.source().line())
          .field("column", problem -> problem.source().column())
          .field("path", Problem::path)
          .field("message", Problem::message)
          .field("hint", Problem::hint)
          .field("replacement", Problem::replacement)
          .field("rule", Problem::rule);

  private static final View<Checked> INVALID =
      new View<Checked>()
          .field("file", checked -> checked.path().toString())
          .field("valid", Checked::isValid)
          .field("problems", checked -> PROBLEMS.documents(checked.result().problems()))
          .field("warnings", ConfigValidateCommand::warnings);

  private static final View<Checked> VALID =
      new View<Checked>()
          .field("file", checked -> checked.path().toString())
          .field("valid", Checked::isValid)
          .field("roles", checked -> checked.config().roles().size())
          .field("tasks", checked -> ownTasks(checked.config()))
          .field("schedules", checked -> checked.config().schedules().size())
          .field("problems", checked -> List.of())
          .field("warnings", ConfigValidateCommand::warnings)
          .field("builtins", checked -> builtIns(checked.config()));

  @Option(
      names = "--strict",
      description = "Take warnings for mistakes, and tell what roles may run.")
  private boolean strict;

  @Option(
      names = "--live",
      description = "Also ask Redis what names that the file does not have left there.")
  private boolean live;

  @Parameters(paramLabel = "FILE", description = "Files to check instead of cl.yaml.")
  private List<Path> files = new ArrayList<>();

  @Override
  protected boolean run() {
    List<Path> paths =
        files.isEmpty()
            ? List.of(ConfigLoader.path(console))
            : files.stream().map(console.directory()::resolve).toList();
    List<Checked> checked = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (Path path : paths) {
      try {
        ReadResult result = ConfigLoader.withRoutes(ConfigLoader.read(console, path));
        checked.add(new Checked(path, strict ? result.strict() : result));
      } catch (CommandFailure e) {
        unread.add("cl: " + e.getMessage());
      }
    }
    console.answer(
        checked.stream().map(one -> (one.isValid() ? VALID : INVALID).document(one)).toList(),
        () -> checked.stream().map(one -> text(one) + "\n").collect(Collectors.joining()));
    if (live) {
      checked.stream().filter(Checked::isValid).forEach(one -> tellOrphans(one.config()));
    }
    if (!unread.isEmpty()) {
      throw CommandFailure.notFoundOut(String.join("\n", unread));
    }
    return checked.stream().allMatch(Checked::isValid);
  }

  private void tellOrphans(ClConfig config) {
    try (SiteConnection site = SiteConnection.connect(config, console.env())) {
      new Orphans(site.redis(), config)
          .find()
          .forEach(orphan -> console.say("cl: " + orphan.text()));
      FileDrift.warnOfBeats(console, site);
    }
  }

  private static Object warnings(Checked checked) {
    return PROBLEMS.documents(checked.result().warnings());
  }

  private String text(Checked checked) {
    boolean hasWarnings = !checked.result().warnings().isEmpty();
    return (hasWarnings ? ConfigLoader.warnings(checked.result()) + "\n" : "")
        + summary(checked)
        + (checked.isValid() && strict ? rights(checked.config()) : "");
  }

  /** For each role the built-in tasks that change a host and that its workers run. */
  private static Object builtIns(ClConfig config) {
    Map<String, List<String>> rights = new LinkedHashMap<>();
    config.roles().forEach((name, role) -> rights.put(name, Rights.open(config, role)));
    return rights;
  }

  /** Lines for people, each after a line break. */
  private static String rights(ClConfig config) {
    StringBuilder text = new StringBuilder();
    for (Role role : config.roles().values()) {
      List<String> open = Rights.open(config, role);
      if (!open.isEmpty()) {
        text.append(
            "\nrole %s: whoever may write to Redis may run there: %s"
                .formatted(role.name(), String.join(", ", open)));
      }
    }
    boolean isOpen = config.security().builtIns() == BuiltIns.OPEN;
    return text.isEmpty() || !isOpen
        ? text.toString()
        : text + "\nfix: write \"security: {builtins: listed}\", then only those that are named";
  }

  private static String summary(Checked checked) {
    return checked.isValid()
        ? "%s: valid; %s, %s of its own, %s"
            .formatted(
                checked.path(),
                Text.count(checked.config().roles().size(), "role"),
                Text.count(ownTasks(checked.config()), "task"),
                Text.count(checked.config().schedules().size(), "schedule"))
        : ConfigLoader.problems(checked.result());
  }

  private static long ownTasks(ClConfig config) {
    return config.ownTasks().size();
  }
}
