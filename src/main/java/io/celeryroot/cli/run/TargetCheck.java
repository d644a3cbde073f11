// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.ExitCode;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.cli.output.Table;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.task.Programs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is refused before anything is queued: unknown tasks and targets, values that do not fit. */
public final class TargetCheck {

  /** Rule of {@link Targets}: a role of globs that no host has been seen for. */
  private static final String NO_KNOWN_HOST = "no-known-host";

  private TargetCheck() {}

  public static Binding values(TaskDefinition task, List<String> args, Map<String, String> params) {
    Binding binding = Parameters.bind(task, args, params);
    if (!binding.isValid()) {
      throw CommandFailure.wrongCommandLine(
          binding.problems().stream()
              .map(problem -> "cl: " + task.name() + ": " + problem)
              .collect(Collectors.joining("\n")));
    }
    return binding;
  }

  /** What can be refused by the file alone, so that it is refused also while Redis is down. */
  public static void refuseUnknownTargets(
      ClConfig config, List<String> names, Optional<RunOn> on, String task) {
    refuse(
        Targets.resolve(config, names, on, task, Set.of()).problems().stream()
            .filter(problem -> !problem.rule().equals(NO_KNOWN_HOST))
            .toList());
  }

  public static List<Target> targets(
      SiteConnection site, List<String> names, Optional<RunOn> on, String task) {
    Set<KnownHost> known = new Heartbeats(site.redis()).knownHosts();
    TargetResolution resolution = Targets.resolve(site.config(), names, on, task, known);
    refuse(resolution.problems());
    return resolution.targets();
  }

  private static void refuse(List<TargetProblem> problems) {
    if (!problems.isEmpty()) {
      throw CommandFailure.wrongCommandLine(
          problems.stream()
              .map(p -> "cl: " + p.message() + (p.hint().isEmpty() ? "" : "\n    fix: " + p.hint()))
              .collect(Collectors.joining("\n")));
    }
  }

  /** A job for a host that is away waits for it, which is no mistake but may surprise. */
  public static void warnOfLostHosts(Console console, SiteConnection site, List<Target> targets) {
    List<ProcessView> alive = site.monitor().workers().stream().filter(ProcessView::alive).toList();
    for (Target target : targets) {
      boolean served =
          alive.stream()
              .map(ProcessView::heartbeat)
              .filter(worker -> worker.roles().contains(target.role()))
              .anyMatch(w -> target.host().isEmpty() || target.host().get().equals(w.host()));
      if (!served) {
        console.say(
            target.host().map(host -> "cl: host " + host).orElse("cl: role " + target.role())
                + ": no live worker; the job waits until one is back");
      }
    }
  }

  /** Shows the jobs that would be submitted. Asks Redis only for what the file cannot tell. */
  public static int dryRun(
      Console console,
      ClConfig config,
      TaskDefinition task,
      Binding values,
      List<String> names,
      Optional<RunOn> on) {
    List<Target> targets = dryTargets(config, names, on, task.name());
    List<String> argv = Programs.display(task, values.values());
    console.answer(
        targets.stream().map(target -> document(target, task, argv, values)).toList(),
        () -> {
          Table table = new Table("TARGET", "QUEUE", "COMMAND");
          String command = CommandLineText.of(task, values.values());
          targets.forEach(target -> table.row(target.label(), target.list(), command));
          return table.render(console.terminal());
        });
    return ExitCode.YES;
  }

  private static List<Target> dryTargets(
      ClConfig config, List<String> names, Optional<RunOn> on, String task) {
    TargetResolution byFile = Targets.resolve(config, names, on, task, Set.of());
    if (byFile.isValid()) {
      return byFile.targets();
    }
    try (SiteConnection site = SiteConnection.connect(config)) {
      return targets(site, names, on, task);
    }
  }

  private static Map<String, Object> document(
      Target target, TaskDefinition task, List<String> argv, Binding values) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("task", task.name());
    document.put("role", target.role());
    document.put("host", target.host());
    document.put("queue", target.list());
    document.put("command", argv);
    document.put("params", Programs.masked(task, values.values()));
    return document;
  }
}
