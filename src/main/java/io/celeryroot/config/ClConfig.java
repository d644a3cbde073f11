// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config;

import static java.util.Objects.requireNonNull;

import io.celeryroot.condition.FactUse;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.cron.timetable.Calendar;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole cl.yaml, valid and with all defaults filled in. Maps keep the order of the file.
 *
 * @param file name as the user gave it
 * @param inputs what it was read from, with a mark of the content of each: the file, included files
 *     and lists of hosts, and the directories in which more of them may appear
 * @param redis where queues and results live
 * @param timezone zone of schedules that name none
 * @param roles {@code workers:} by name
 * @param tasks {@code tasks:} by name, and after them the built-in tasks that the file does not
 *     redefine
 * @param calendars {@code calendars:} by name
 * @param facts {@code facts:} by name
 * @param schedules {@code schedules:} by name
 * @param workflows {@code workflows:} by name; not those of schedules
 * @param resultsKept how long results and run records are kept
 * @param receivers of messages about all schedules and about the site
 * @param routes {@code routes:}, where the user's own Camel routes are
 * @param security {@code security:}
 */
public record ClConfig(
    String file,
    Map<Path, String> inputs,
    RedisSettings redis,
    ZoneId timezone,
    Map<String, Role> roles,
    Map<String, TaskDefinition> tasks,
    Map<String, Calendar> calendars,
    Map<String, FactUse> facts,
    Map<String, Schedule> schedules,
    Map<String, Workflow> workflows,
    Duration resultsKept,
    List<Receiver> receivers,
    List<RouteGlob> routes,
    Security security) {

  public static final ZoneId DEFAULT_TIMEZONE = ZoneId.of("UTC");
  public static final Duration DEFAULT_RESULTS_KEPT = Duration.ofDays(7);

  public ClConfig {
    requireNonNull(file, "file");
    inputs = Map.copyOf(inputs);
    requireNonNull(redis, "redis");
    requireNonNull(timezone, "timezone");
    requireNonNull(security, "security");
    roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    tasks =
        tasks instanceof LazyMap ? tasks : Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    calendars = Collections.unmodifiableMap(new LinkedHashMap<>(calendars));
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
    workflows = Collections.unmodifiableMap(new LinkedHashMap<>(workflows));
    receivers = List.copyOf(receivers);
    routes = List.copyOf(routes);
  }

  public ClConfig withRedisAt(String url) {
    return withRedis(new RedisSettings(url, url, redis.timeout(), redis.trust(), redis.source()));
  }

  public ClConfig withRedis(RedisSettings other) {
    return with(other, roles);
  }

  /** Returns the file with its roles as others. */
  public ClConfig withRoles(Map<String, Role> others) {
    return with(redis, others);
  }

  private ClConfig with(RedisSettings otherRedis, Map<String, Role> otherRoles) {
    return new ClConfig(
        file,
        inputs,
        otherRedis,
        timezone,
        otherRoles,
        tasks,
        calendars,
        facts,
        schedules,
        workflows,
        resultsKept,
        receivers,
        routes,
        security);
  }

  /** The workflow of a name: of {@code workflows:}, or of a schedule. */
  public Optional<Workflow> workflow(String name) {
    return Optional.ofNullable(workflows.get(name))
        .or(() -> Optional.ofNullable(schedules.get(name)).flatMap(Schedule::workflow));
  }

  /** All workflows: those of {@code workflows:}, then those of schedules. */
  public List<Workflow> allWorkflows() {
    return Stream.concat(
            workflows.values().stream(),
            schedules.values().stream().map(Schedule::workflow).flatMap(Optional::stream))
        .toList();
  }

  /** The roles that {@code hostname} belongs to, in file order; empty: it is in none. */
  public List<Role> rolesOf(String hostname) {
    return roles.values().stream().filter(role -> role.hasHost(hostname)).toList();
  }

  /** The roles that have a queue, in file order; usually one. */
  public List<Role> rolesOfQueue(String queue) {
    return roles.values().stream().filter(role -> role.queue().equals(queue)).toList();
  }

  /** The roles of a host that workers of ours serve, as {@link #rolesOf}. */
  public List<Role> servedRolesOf(String hostname) {
    return rolesOf(hostname).stream().filter(role -> !role.isCelery()).toList();
  }

  /** The variables of a host by name; empty: it has none, or is in no role. */
  public Map<String, String> varsOf(String hostname) {
    return new TargetNames(roles).varsOf(hostname);
  }

  /**
   * The role in whose queue a job for one host is put: the first in file order that has the host
   * and allows the task.
   *
   * @return empty: the host is in no role, or in none that allows the task
   */
  public Optional<Role> roleOf(String hostname, String task) {
    return rolesOf(hostname).stream().filter(role -> role.allowsTask(task)).findFirst();
  }

  /**
   * Decides whether all hosts of a role get a job of a task or any one of them. The schedule or the
   * command line wins over the task, and the task over the role. A role that Celery's workers serve
   * has one job in any case.
   *
   * @param asked {@code run_on} of the schedule or of the command line
   */
  public RunOn runOn(Role role, String task, Optional<RunOn> asked) {
    return role.isCelery()
        ? RunOn.ANY
        : asked.or(() -> task(task).flatMap(TaskDefinition::runOn)).orElse(role.runOn());
  }

  /** The task that Celery's clients call by another name than its own. */
  public Optional<TaskDefinition> taskOfCelery(String name) {
    return ownTasks().stream()
        .filter(task -> task.celeryName().filter(name::equals).isPresent())
        .findFirst();
  }

  /** The tasks of the file, without the built-in ones, which this does not read. */
  public Collection<TaskDefinition> ownTasks() {
    return tasks instanceof LazyMap<TaskDefinition> lazy
        ? lazy.ready()
        : tasks.values().stream().filter(task -> !task.isBuiltIn()).toList();
  }

  /** The task of that name, the file's own before a built-in one. */
  public Optional<TaskDefinition> task(String name) {
    return Optional.ofNullable(tasks.get(name));
  }
}
