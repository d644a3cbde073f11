// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells which due instants the calendars of schedules and roles close. */
public final class ClosedTimes {

  private final ClConfig config;

  /**
   * @param config has the roles
   */
  public ClosedTimes(ClConfig config) {
    this.config = config;
  }

  /** The reason why no job of a schedule may start; empty: its own calendars close nothing. */
  public Optional<String> of(Schedule schedule, Instant due) {
    return schedule.openTimes().closedBy(due);
  }

  /**
   * The reason why no job may start on a target; empty: the calendars of its role close nothing.
   */
  public Optional<String> of(Target target, Instant due) {
    return Optional.ofNullable(config.roles().get(target.role()))
        .flatMap(role -> role.openTimes().closedBy(due));
  }

  /**
   * The reason why nothing at all of a schedule starts. For a task all its roles are closed. For a
   * workflow one is enough, since a step that could not run would leave the others without it.
   */
  public Optional<String> ofWhole(Schedule schedule, Instant due) {
    return of(schedule, due).or(() -> ofRoles(schedule, due));
  }

  private Optional<String> ofRoles(Schedule schedule, Instant due) {
    List<Role> roles = roles(schedule);
    Map<String, String> closed = closed(roles, due);
    boolean isWhole = closed.size() == roles.size() || schedule.workflow().isPresent();
    return closed.values().stream().findFirst().filter(reason -> isWhole);
  }

  /**
   * Words for what does not start, such as {@code skipped (blackout christmas)} or, where others
   * start, {@code skipped on database (blackout backups)}.
   *
   * @return empty: everything starts
   */
  public Optional<String> describe(Schedule schedule, Instant due) {
    Optional<String> whole = ofWhole(schedule, due).map(reason -> "skipped (" + reason + ")");
    String parts =
        closed(roles(schedule), due).entrySet().stream()
            .map(role -> "skipped on " + role.getKey() + " (" + role.getValue() + ")")
            .collect(Collectors.joining(", "));
    return whole.or(() -> Optional.of(parts).filter(text -> !text.isEmpty()));
  }

  /** Reasons by role, of those that are closed. */
  private static Map<String, String> closed(List<Role> roles, Instant due) {
    Map<String, String> closed = new LinkedHashMap<>();
    roles.forEach(
        role ->
            role.openTimes().closedBy(due).ifPresent(reason -> closed.put(role.name(), reason)));
    return closed;
  }

  private List<Role> roles(Schedule schedule) {
    return schedule.steps().stream().flatMap(this::roles).distinct().toList();
  }

  private Stream<Role> roles(Step step) {
    return step.targets().stream()
        .flatMap(
            name ->
                Optional.ofNullable(config.roles().get(name))
                    .or(() -> config.roleOf(name, step.task()))
                    .stream());
  }
}
