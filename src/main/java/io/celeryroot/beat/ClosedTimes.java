// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Targets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells which due instants the calendars of schedules and roles close. */
final class ClosedTimes {

  private final ClConfig config;
  private final Supplier<Set<KnownHost>> knownHosts;

  /**
   * @param knownHosts asks for the hosts of which a worker was seen
   */
  ClosedTimes(ClConfig config, Supplier<Set<KnownHost>> knownHosts) {
    this.config = config;
    this.knownHosts = knownHosts;
  }

  /** The reason why no job of a schedule may start; empty: its own calendars close nothing. */
  Optional<String> of(Schedule schedule, Instant due) {
    return schedule.openTimes().closedBy(due);
  }

  /**
   * The reason why no job may start on a target; empty: the calendars of its role close nothing.
   */
  Optional<String> of(Target target, Instant due) {
    return ofRole(target.role(), due);
  }

  /**
   * The reason why a workflow does not begin. A step that could not run would leave the others
   * without it, so one closed role stops the whole.
   */
  Optional<String> ofWorkflow(Schedule schedule, Instant due) {
    return of(schedule, due).or(() -> roles(schedule, due).findFirst());
  }

  private Stream<String> roles(Schedule schedule, Instant due) {
    if (config.roles().values().stream().allMatch(role -> role.openTimes().isAlways())) {
      return Stream.empty();
    }
    Set<KnownHost> known = knownHosts.get();
    return schedule.steps().stream()
        .flatMap(step -> targets(step, known))
        .flatMap(target -> of(target, due).stream());
  }

  private Stream<Target> targets(Step step, Set<KnownHost> known) {
    return Targets.resolve(config, step.targets(), step.runOn(), step.task(), known)
        .targets()
        .stream();
  }

  private Optional<String> ofRole(String name, Instant due) {
    return Optional.ofNullable(config.roles().get(name))
        .flatMap(role -> role.openTimes().closedBy(due));
  }
}
