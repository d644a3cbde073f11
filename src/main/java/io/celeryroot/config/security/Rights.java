// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.security;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.notify.Receiver;
import io.celeryroot.config.target.TargetExpression;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.UnreadableValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The roles that may run the built-in tasks that change a host, under {@link BuiltIns#LISTED}:
 * those that name the task, and those on which the file itself uses it. Pure.
 */
public final class Rights {

  private final Map<String, Role> roles;
  private final TargetNames names;

  private Rights(Map<String, Role> roles) {
    this.roles = roles;
    this.names = new TargetNames(roles);
  }

  /**
   * Returns the file, with the roles that may not run each built-in task saying so.
   *
   * @param own names of the tasks of the file, which no rule of built-in tasks is about
   */
  public static ClConfig of(ClConfig config, Collection<String> own) {
    if (config.security().builtIns() == BuiltIns.OPEN) {
      return config;
    }
    Set<String> guarded = new TreeSet<>(Security.CHANGING);
    guarded.removeAll(Set.copyOf(own));
    return config.withRoles(new Rights(config.roles()).listed(guarded, uses(config, own)));
  }

  /**
   * Returns the built-in tasks that change a host and that a role runs for whoever may write to
   * Redis, in the order of the alphabet.
   */
  public static List<String> open(ClConfig config, Role role) {
    return Security.CHANGING.stream()
        .sorted()
        .filter(role::allowsTask)
        .filter(name -> config.task(name).map(TaskDefinition::isBuiltIn).orElse(false))
        .toList();
  }

  /** Reads no built-in task, since these have no receivers. */
  private static List<Use> uses(ClConfig config, Collection<String> own) {
    Stream<Use> steps =
        Stream.concat(
                config.schedules().values().stream().flatMap(one -> one.steps().stream()),
                config.workflows().values().stream().flatMap(one -> one.steps().stream()))
            .map(step -> new Use(step.task(), step.targets()));
    Stream<Use> messages =
        Stream.of(
                Stream.of(config.receivers()),
                config.schedules().values().stream()
                    .flatMap(schedule -> schedule.watch().receivers().stream()),
                own.stream()
                    .flatMap(name -> config.task(name).stream())
                    .flatMap(task -> task.receivers().stream()))
            .flatMap(lists -> lists)
            .flatMap(List::stream)
            .map(Receiver::to)
            .flatMap(
                to ->
                    to instanceof Receiver.To.Task run
                        ? Stream.of(new Use(run.task(), run.targets()))
                        : Stream.empty());
    return Stream.concat(steps, messages).toList();
  }

  /**
   * A use of a task by the file itself.
   *
   * @param task name
   * @param targets roles, labels, hosts or expressions
   */
  record Use(String task, List<String> targets) {}

  /**
   * Returns the roles, each without those tasks that it may not run.
   *
   * @param guarded names of built-in tasks that change a host
   */
  private Map<String, Role> listed(Set<String> guarded, List<Use> uses) {
    Map<String, Set<String>> used = new LinkedHashMap<>();
    for (Use use : uses) {
      if (guarded.contains(use.task())) {
        use.targets().stream()
            .flatMap(target -> reached(target, use.task()))
            .forEach(
                role -> used.computeIfAbsent(role.name(), name -> new TreeSet<>()).add(use.task()));
      }
    }
    Map<String, Role> listed = new LinkedHashMap<>();
    roles.forEach(
        (name, role) -> {
          Set<String> withheld = new TreeSet<>(guarded);
          role.tasks().forEach(withheld::remove);
          withheld.removeAll(used.getOrDefault(name, Set.of()));
          listed.put(name, role.without(withheld));
        });
    return listed;
  }

  /** Roles whose queues a target of a task may lead to. */
  private Stream<Role> reached(String target, String task) {
    try {
      TargetExpression expression = TargetExpression.parse(target);
      if (!expression.isName()) {
        return roles.values().stream()
            .filter(role -> role.allowsTask(task) && mayMatch(expression, role));
      }
      List<Role> named = names.named(target);
      return named.isEmpty()
          ? HostRanges.expand(target).stream().flatMap(host -> firstOf(host, task)).distinct()
          : named.stream();
    } catch (UnreadableValue e) {
      return Stream.empty();
    }
  }

  private Stream<Role> firstOf(String host, String task) {
    return names.ofHost(host).stream().filter(role -> role.allowsTask(task)).limit(1);
  }

  /** A role with globs may have any host; so it counts when it is one of the names. */
  private boolean mayMatch(TargetExpression expression, Role role) {
    Set<Role> mentioned = new LinkedHashSet<>();
    expression.names().forEach(name -> mentioned.addAll(names.of(name)));
    boolean hasGlobs = role.hostnames().stream().anyMatch(Glob::isGlob);
    return (hasGlobs && mentioned.contains(role))
        || role.namedHosts().stream()
            .anyMatch(host -> expression.matches(name -> isIn(host, name)));
  }

  private boolean isIn(String host, String name) {
    List<Role> named = names.named(name);
    return named.isEmpty()
        ? HostRanges.expand(name).contains(host)
        : named.stream().anyMatch(role -> role.hasHost(host));
  }
}
