// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the names that a file uses are the names of something. */
final class References {

  private final Reading reading;
  private final Map<String, Role> roles;
  private final Collection<String> roleNames;
  private final Map<String, TaskDefinition> tasks;
  private final Set<String> ownTasks;

  /**
   * Knows the names of a file.
   *
   * @param roleNames also of roles that could not be read
   * @param tasks that could be read, and the built-in ones
   * @param ownTasks of the file, also those that could not be read
   */
  References(
      Reading reading,
      Map<String, Role> roles,
      Collection<String> roleNames,
      Map<String, TaskDefinition> tasks,
      Collection<String> ownTasks) {
    this.reading = reading;
    this.roles = roles;
    this.roleNames = roleNames;
    this.tasks = tasks;
    this.ownTasks = new LinkedHashSet<>(ownTasks);
  }

  Optional<TaskDefinition> task(String name) {
    return Optional.ofNullable(tasks.get(name));
  }

  boolean isTask(Value value) {
    boolean known = tasks.containsKey(value.text()) || ownTasks.contains(value.text());
    if (!known) {
      noTask(value);
    }
    return known;
  }

  private void noTask(Value value) {
    reading.report(
        value.node(),
        "unknown-name",
        "no task " + value.quoted() + Suggestions.listed("tasks", ownTasks),
        Fix.suggest(value.node(), Suggestions.nearest(value.text(), taskNames())));
  }

  /** The allow-lists of the roles. */
  void checkAllowed(SectionReader role) {
    for (Value value : role.values("tasks")) {
      boolean glob = Glob.isGlob(value.text());
      if (!glob) {
        isTask(value);
      } else if (taskNames().stream().noneMatch(name -> Glob.matches(value.text(), name))) {
        reading.report(value.node(), "unknown-name", "no task matches " + value.quoted(), Fix.NONE);
      }
    }
  }

  void checkTargets(List<Value> targets, Optional<String> task) {
    Map<String, Value> seen = new LinkedHashMap<>();
    for (Value target : targets) {
      Value first = seen.putIfAbsent(target.text(), target);
      if (first != null) {
        reading.report(
            target.node(),
            "duplicate-target",
            target.quoted() + " twice, also at " + first.node().source(),
            Fix.say("delete one"));
      } else {
        checkTarget(target, task);
      }
    }
  }

  private void checkTarget(Value target, Optional<String> task) {
    List<Role> found = rolesOf(target.text());
    if (found.isEmpty() && !roleNames.contains(target.text())) {
      unknownTarget(target);
    } else if (!found.isEmpty()
        && task.isPresent()
        && found.stream().noneMatch(role -> role.allowsTask(task.get()))) {
      Role role = found.get(0);
      reading.report(
          target.node(),
          "task-not-allowed",
          "role "
              + Quote.of(role.name())
              + " does not run task "
              + Quote.of(task.get())
              + ": it is not in the \"tasks\" of the role at "
              + role.source(),
          Fix.say("add it there or take the target away"));
    }
  }

  private List<Role> rolesOf(String target) {
    Role role = roles.get(target);
    return role != null
        ? List.of(role)
        : roles.values().stream().filter(other -> other.hasHost(target)).toList();
  }

  private void unknownTarget(Value target) {
    Set<String> names = new LinkedHashSet<>(roleNames);
    roles.values().forEach(role -> names.addAll(role.namedHosts()));
    String also = Glob.isGlob(target.text()) ? " (a target is no glob)" : "";
    reading.report(
        target.node(),
        "unknown-name",
        "no role or host " + target.quoted() + also + Suggestions.listed("roles", roleNames),
        Fix.suggest(target.node(), Suggestions.nearest(target.text(), names)));
  }

  private Set<String> taskNames() {
    Set<String> names = new LinkedHashSet<>(ownTasks);
    names.addAll(tasks.keySet());
    return names;
  }
}
