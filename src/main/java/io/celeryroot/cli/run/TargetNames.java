// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.run;

import io.celeryroot.cli.console.CommandFailure;
import io.celeryroot.cli.console.Console;
import io.celeryroot.cli.console.SiteConnection;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.Heartbeats;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Resolution of the role and host names on a command line; unknown ones end the command. */
public final class TargetNames {

  /** Rule of {@link Targets}: a role of globs that no host has been seen for. */
  private static final String NO_KNOWN_HOST = "no-known-host";

  private TargetNames() {}

  /** Refuses names that the file alone shows to be wrong, so also while Redis is down. */
  public static void refuseUnknown(
      ClConfig config, List<String> names, Optional<RunOn> on, String task) {
    refuse(
        Targets.resolve(config, names, on, task, Set.of()).problems().stream()
            .filter(problem -> !problem.rule().equals(NO_KNOWN_HOST))
            .toList());
  }

  /**
   * Resolves names to targets. Warns of hosts without a live worker: their jobs wait, which is not
   * a mistake but may surprise.
   */
  public static List<Target> resolve(
      Console console, SiteConnection site, List<String> names, Optional<RunOn> on, String task) {
    List<ProcessView> workers = site.monitor().workers();
    List<Target> targets = resolve(site.config(), workers, names, on, task);
    warnOfLostHosts(console, workers, targets);
    return targets;
  }

  /** Resolves names and asks Redis only for hosts that the file cannot tell. */
  public static List<Target> resolve(
      ClConfig config, List<String> names, Optional<RunOn> on, String task) {
    TargetResolution byFile = Targets.resolve(config, names, on, task, Set.of());
    if (byFile.isValid()) {
      return byFile.targets();
    }
    try (SiteConnection site = SiteConnection.connect(config)) {
      return resolve(config, site.monitor().workers(), names, on, task);
    }
  }

  private static List<Target> resolve(
      ClConfig config,
      List<ProcessView> workers,
      List<String> names,
      Optional<RunOn> on,
      String task) {
    Set<KnownHost> known =
        Heartbeats.hostsOf(workers.stream().map(ProcessView::heartbeat).toList());
    TargetResolution resolution = Targets.resolve(config, names, on, task, known);
    refuse(resolution.problems());
    return resolution.targets();
  }

  private static void refuse(List<TargetProblem> problems) {
    CommandFailure.refuseIf(
        !problems.isEmpty(),
        problems.stream()
            .map(p -> "cl: " + p.message() + (p.hint().isEmpty() ? "" : "\n    fix: " + p.hint()))
            .collect(Collectors.joining("\n")));
  }

  /** Warns of targets that no live worker serves; their jobs wait until one is back. */
  public static void warnOfLostHosts(
      Console console, List<ProcessView> workers, List<Target> targets) {
    List<ProcessView> alive = workers.stream().filter(ProcessView::alive).toList();
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
}
