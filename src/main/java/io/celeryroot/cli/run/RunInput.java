// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.host.HostText;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.task.Binding;
import io.celeryroot.task.Parameters;
import io.celeryroot.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values and targets of a run, from the words of a command line; words that cannot be right end the
 * command.
 */
public final class RunInput {

  /** Rule of {@link Targets}: a role of globs that no host has been seen for. */
  private static final String NO_KNOWN_HOST = "no-known-host";

  /** Rule of {@link Targets}: neither a role nor a host. */
  private static final String UNKNOWN_TARGET = "unknown-target";

  /** Number of hosts without a worker that are told one by one. */
  private static final int MOST_NAMED = 3;

  private RunInput() {}

  /** Binds arguments and named values to the parameters of a task. */
  public static Map<String, String> values(
      TaskDefinition task, List<String> args, Map<String, String> params) {
    Binding binding = Parameters.bind(task, args, params);
    refuse(binding.problems().stream().map(problem -> task.name() + ": " + problem));
    return binding.values();
  }

  /** Refuses values that a host would refuse, because of its variables. */
  public static void checkOnHosts(
      ClConfig config, TaskDefinition task, Map<String, String> values, List<Target> targets) {
    boolean isSame =
        HostText.names(task, values.keySet()).isEmpty()
            && values.values().stream().noneMatch(HostText::isIn);
    if (isSame) {
      return;
    }
    refuse(
        targets.stream()
            .filter(target -> target.host().isPresent())
            .map(
                target ->
                    Parameters.bindOn(config.varsOf(target.label()), task, List.of(), values)
                        .problems()
                        .stream()
                        .map(text -> task.name() + " on " + target.label() + ": " + text)
                        .findFirst())
            .flatMap(Optional::stream)
            .limit(MOST_NAMED));
  }

  /**
   * Resolves names by the file alone, so also while Redis is down.
   *
   * @return empty: a role has only hosts that Redis knows
   */
  public static Optional<List<Target>> targets(
      ClConfig config, List<String> names, Optional<RunOn> on, String task) {
    TargetResolution byFile = Targets.resolve(config, names, on, task, Set.of());
    refuseTargets(
        byFile.problems().stream()
            .filter(problem -> !problem.rule().equals(NO_KNOWN_HOST))
            .toList());
    return Optional.of(byFile).filter(TargetResolution::isValid).map(TargetResolution::targets);
  }

  /** Resolves names with the hosts that have been seen. */
  public static List<Target> targets(
      ClConfig config,
      List<ProcessView> workers,
      List<String> names,
      Optional<RunOn> on,
      String task) {
    Set<KnownHost> known =
        Heartbeats.hostsOf(workers.stream().map(ProcessView::heartbeat).toList());
    TargetResolution resolution = Targets.resolve(config, names, on, task, known);
    refuseTargets(resolution.problems());
    return resolution.targets();
  }

  private static void refuseTargets(List<TargetProblem> problems) {
    String text = text(problems.stream().map(RunInput::text));
    if (problems.stream().anyMatch(problem -> problem.rule().equals(UNKNOWN_TARGET))) {
      throw CommandFailure.noSuchThing(text);
    }
    CommandFailure.refuseIf(!text.isEmpty(), text);
  }

  private static String text(TargetProblem problem) {
    return problem.message() + (problem.hint().isEmpty() ? "" : "\n    fix: " + problem.hint());
  }

  private static void refuse(Stream<String> problems) {
    String text = text(problems);
    CommandFailure.refuseIf(!text.isEmpty(), text);
  }

  private static String text(Stream<String> problems) {
    return problems.map(problem -> "cl: " + problem).collect(Collectors.joining("\n"));
  }

  /** Returns false if no role has the queue and the host: no worker would take a job from there. */
  public static boolean isInFile(ClConfig config, Target target) {
    return config.rolesOfQueue(target.queue()).stream()
        .anyMatch(role -> target.host().map(role::hasHost).orElse(true));
  }

  /**
   * Warns of targets that no live worker serves; their jobs wait until one is back. Says nothing of
   * Celery's workers, which have no heartbeat of ours.
   */
  public static void warnOfLostHosts(
      Console console, ClConfig config, List<ProcessView> workers, List<Target> targets) {
    Set<String> served =
        workers.stream()
            .filter(ProcessView::alive)
            .flatMap(worker -> worker.heartbeat().lists().stream())
            .collect(Collectors.toSet());
    List<Target> lost =
        targets.stream()
            .filter(target -> !served.contains(target.list()) && !isCelery(config, target))
            .toList();
    if (lost.size() > MOST_NAMED) {
      console.say(
          "cl: %d hosts have no live worker: %s; their jobs wait until one is back",
          lost.size(), Text.few(lost.stream().map(Target::label).toList()));
      return;
    }
    lost.forEach(
        target ->
            console.say(
                target.host().map(host -> "cl: host " + host).orElse("cl: role " + target.role())
                    + ": no live worker; the job waits until one is back"));
  }

  private static boolean isCelery(ClConfig config, Target target) {
    return Optional.ofNullable(config.roles().get(target.role()))
        .filter(Role::isCelery)
        .isPresent();
  }
}
