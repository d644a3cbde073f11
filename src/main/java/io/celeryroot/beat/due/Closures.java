// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.due;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.ClosedTimes;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.control.ControlState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells what does not start: calendars close a due instant, or a queue takes no new job. */
final class Closures {

  /** Reason of a job that its queue did not take. */
  static final String DRAINED = "queue drained";

  private final ClConfig config;
  private final ClosedTimes calendars;
  private final Supplier<Set<KnownHost>> knownHosts;
  private final Supplier<ControlState> orders;

  /**
   * @param knownHosts asks for the hosts of which a worker was seen
   * @param orders of operators
   */
  Closures(ClConfig config, Supplier<Set<KnownHost>> knownHosts, Supplier<ControlState> orders) {
    this.config = config;
    this.calendars = new ClosedTimes(config);
    this.knownHosts = knownHosts;
    this.orders = orders;
  }

  /** The reason why no job of a schedule may start; empty: its own calendars close nothing. */
  Optional<String> of(Schedule schedule, Instant due) {
    return calendars.of(schedule, due);
  }

  /** The reason why no job may start on a target; empty: it may. */
  Optional<String> of(Target target, Instant due) {
    return calendars.of(target, due).or(() -> drained(target));
  }

  /**
   * The reason why a workflow does not begin. A step that could not run would leave the others
   * without it, so one closed role or queue stops the whole.
   */
  Optional<String> ofWorkflow(Schedule schedule, Instant due) {
    return calendars.ofWhole(schedule, due).or(() -> drained(schedule));
  }

  private Optional<String> drained(Schedule schedule) {
    if (orders.get().queues().isEmpty()) {
      return Optional.empty();
    }
    Set<KnownHost> known = knownHosts.get();
    return schedule.steps().stream()
        .flatMap(step -> targets(step, known))
        .flatMap(target -> drained(target).stream())
        .findFirst();
  }

  private Stream<Target> targets(Step step, Set<KnownHost> known) {
    return Targets.resolve(config, step.targets(), step.runOn(), step.task(), known)
        .targets()
        .stream();
  }

  private Optional<String> drained(Target target) {
    return orders.get().drains(target.queue()).map(order -> DRAINED);
  }
}
