// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.text.HostRanges;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Warns when the file at hand differs from that of live processes in sections that matter for a
 * command. One line for all of them.
 */
public final class FileDrift {

  private static final List<String> OF_JOBS = List.of("workers", "tasks", "facts");
  private static final List<String> OF_SCHEDULES =
      List.of("workers", "calendars", "schedules", "workflows");

  private static final int MOST_NAMED = 3;

  private FileDrift() {}

  /** Compares with the workers that a run is for. */
  public static void warnOfWorkers(
      Console console, ClConfig config, List<ProcessView> workers, List<Target> targets) {
    Set<String> roles = targets.stream().map(Target::role).collect(Collectors.toSet());
    Set<Optional<String>> hosts = targets.stream().map(Target::host).collect(Collectors.toSet());
    Predicate<Heartbeat> isAsked =
        worker ->
            hosts.contains(Optional.of(worker.host()))
                || (hosts.contains(Optional.<String>empty())
                    && worker.roles().stream().anyMatch(roles::contains));
    warn(console, config, "worker", OF_JOBS, workers, isAsked);
  }

  /** Compares with all Beats. */
  public static void warnOfBeats(Console console, SiteConnection site) {
    warn(console, site.config(), "Beat", OF_SCHEDULES, site.monitor().beats(), heartbeat -> true);
  }

  private static void warn(
      Console console,
      ClConfig config,
      String kind,
      List<String> sections,
      Collection<ProcessView> processes,
      Predicate<Heartbeat> isAsked) {
    List<Heartbeat> asked =
        processes.stream()
            .filter(ProcessView::alive)
            .map(ProcessView::heartbeat)
            .filter(beat -> !beat.fingerprints().isEmpty())
            .filter(isAsked)
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    Map<String, String> own = Fingerprints.of(config);
    Predicate<Heartbeat> isOther = beat -> !differing(sections, own, beat).isEmpty();
    List<Heartbeat> others = asked.stream().filter(isOther).toList();
    if (!others.isEmpty()) {
      Set<String> differing =
          others.stream()
              .flatMap(beat -> differing(sections, own, beat).stream())
              .collect(Collectors.toSet());
      console.say(
          "cl: %s differs from the file of %s %s in %s; fix: see \"cl config diff running\", then"
              + " copy the file there",
          config.file(),
          kind,
          HostRanges.text(others.stream().map(Heartbeat::name).toList(), MOST_NAMED),
          sections.stream().filter(differing::contains).collect(Collectors.joining(", ")));
    }
  }

  private static List<String> differing(
      List<String> sections, Map<String, String> own, Heartbeat other) {
    return sections.stream()
        .filter(key -> !Objects.equals(own.get(key), other.fingerprints().get(key)))
        .toList();
  }
}
