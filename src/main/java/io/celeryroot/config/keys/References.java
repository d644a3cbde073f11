// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.condition.Condition;
import io.celeryroot.condition.Conditions;
import io.celeryroot.condition.FactUse;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.condition.ConditionParser;
import io.celeryroot.config.condition.Vocabulary;
import io.celeryroot.config.keys.host.HostUse;
import io.celeryroot.config.keys.notify.KnownNames;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.target.TargetExpression;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.config.yaml.Fix;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import io.celeryroot.config.yaml.Scalar;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.Quote;
import io.celeryroot.text.UnreadableValue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Resolves the names that a file uses, and reports those that are not the name of anything.
 * Thread-safe.
 */
public final class References implements KnownNames {

  private final Reading reading;
  private final Names<Role> roles;
  private final Names<TaskDefinition> tasks;
  private final Set<String> taskNames = new LinkedHashSet<>();
  private final Vocabulary vocabulary;

  /** Thousands of schedules have the same few targets. */
  private final Map<String, List<Role>> rolesByTarget = new ConcurrentHashMap<>();

  /**
   * The names of one kind.
   *
   * @param usable values by name, built-in ones included
   * @param own names in the file, also of entries that cannot be read
   */
  public record Names<T>(Map<String, T> usable, List<String> own) {}

  /** The names of a file. */
  public References(
      Reading reading, Names<Role> roles, Names<TaskDefinition> tasks, Map<String, FactUse> facts) {
    this.reading = reading;
    this.roles = roles;
    this.tasks = tasks;
    this.vocabulary = vocabulary(facts, tasks);
    taskNames.addAll(tasks.own());
    taskNames.addAll(tasks.usable().keySet());
  }

  /** The names that conditions may use. */
  static Vocabulary vocabulary(Map<String, FactUse> facts, Names<TaskDefinition> tasks) {
    return new Vocabulary(
        facts,
        () -> List.copyOf(tasks.own()),
        taskNames(tasks),
        name -> Optional.ofNullable(tasks.usable().get(name)));
  }

  @Override
  public Optional<TaskDefinition> task(String name) {
    return Optional.ofNullable(tasks.usable().get(name));
  }

  @Override
  public boolean isTask(Scalar value) {
    boolean known = taskNames.contains(value.text());
    if (!known) {
      noTask(value);
    }
    return known;
  }

  private void noTask(Scalar value) {
    Optional<String> near = Nearest.to(value.text().strip(), taskNames);
    boolean isCommand = near.isEmpty() && value.text().strip().matches(".*[\\s/].*");
    reading.report(
        value.node(),
        "unknown-name",
        "no task " + value.quoted() + Nearest.listed("tasks", tasks.own()),
        isCommand
            ? Fix.say("make a task of it below \"tasks\", with \"command\", and write its name")
            : Fix.suggest(value.node(), near));
  }

  /** Reports entries of the allow-list of a role that match no task. */
  public void checkAllowed(Values role) {
    Stream.of(RoleKeys.TASKS, RoleKeys.UNSIGNED)
        .flatMap(key -> role.scalars(key).stream())
        .forEach(this::checkAllowed);
  }

  private void checkAllowed(Scalar value) {
    boolean glob = Glob.isGlob(value.text());
    if (!glob) {
      isTask(value);
    } else if (taskNames.stream().noneMatch(name -> Glob.matches(value.text(), name))) {
      reading.report(value.node(), "unknown-name", "no task matches " + value.quoted(), Fix.NONE);
    }
  }

  @Override
  public void checkTargets(List<Scalar> targets, Optional<String> task) {
    Set<String> seen = new HashSet<>();
    targets.stream()
        .filter(target -> seen.add(target.text()))
        .forEach(target -> checkTarget(target, task));
  }

  private void checkTarget(Scalar target, Optional<String> task) {
    Optional<TargetExpression> expression =
        reading.parse(target, value -> TargetExpression.parse(value.text()));
    if (expression.isEmpty()) {
      return;
    }
    if (!expression.get().isName()) {
      expression.get().names().forEach(name -> checkName(target, name));
      return;
    }
    List<Role> found = rolesOf(target.text());
    if (found.isEmpty() && !roles.own().contains(target.text())) {
      unknownTarget(target);
    } else if (HostRanges.isRange(target.text())) {
      checkName(target, target.text());
    } else if (!found.isEmpty()
        && task.isPresent()
        && found.stream().noneMatch(role -> role.allowsTask(task.get()))) {
      Role role = found.get(0);
      reading.report(
          target.node(),
          "task-not-allowed",
          "role %s does not run task %s: it is not in the \"tasks\" of the role at %s"
              .formatted(Quote.of(role.name()), Quote.of(task.get()), role.source()),
          Fix.say("add it there or take the target away"));
    }
    rolesOf(List.of(target), task)
        .filter(Role::isCelery)
        .filter(role -> !role.name().equals(target.text()))
        .forEach(
            role ->
                reading.report(
                    target.node(),
                    "host-of-celery",
                    "host %s is in role %s, whose jobs Celery's workers take as they come"
                        .formatted(target.quoted(), Quote.of(role.name())),
                    Fix.say("write the role")));
  }

  /**
   * Reports variables of hosts that a target lacks, or whose values its parameters do not allow.
   *
   * @param owner schedule or step
   * @param targets names and expressions
   */
  void checkHostVars(
      Values owner, List<Node.Entry> params, List<String> targets, Optional<String> task) {
    task.flatMap(this::task)
        .ifPresent(found -> new HostUse(targetNames()).check(owner, params, targets, found));
  }

  /** The roles of targets that take jobs of a task. */
  private Stream<Role> rolesOf(List<Scalar> targets, Optional<String> task) {
    return targets.stream()
        .flatMap(
            target ->
                rolesOf(target.text()).stream()
                    .filter(role -> task.isEmpty() || role.allowsTask(task.get()))
                    .limit(1));
  }

  /**
   * Reads conditions, and reports those with mistakes, and tasks that must be run for a fact but
   * may not be run on a target.
   *
   * @param zone of {@code hour} and {@code weekday}
   * @param task that starts when they hold; empty: unknown
   */
  Conditions conditions(
      List<Scalar> texts, ZoneId zone, List<Scalar> targets, Optional<String> task) {
    List<Condition> all = new ArrayList<>();
    for (Scalar text : texts) {
      Optional<Condition> condition =
          reading.parse(text, value -> ConditionParser.parse(value.text(), vocabulary));
      condition.ifPresent(all::add);
      condition.stream()
          .flatMap(found -> new Conditions(List.of(found), zone).tasks().stream())
          .forEach(needed -> checkFactTask(text, needed, targets, task));
    }
    if (all.size() > ConditionParser.MAX_CONDITIONS) {
      reading.report(
          texts.get(ConditionParser.MAX_CONDITIONS).node(),
          "condition-syntax",
          all.size() + " conditions, at most " + ConditionParser.MAX_CONDITIONS + " are checked",
          Fix.say("join some with \"and\""));
    }
    if (!texts.isEmpty()) {
      rolesOf(targets, task)
          .filter(Role::isCelery)
          .findFirst()
          .ifPresent(
              role ->
                  reading.report(
                      texts.get(0).node(),
                      "condition-celery",
                      "role %s is served by Celery's workers, which check no conditions"
                          .formatted(Quote.of(role.name())),
                      Fix.say("take the condition or the target away")));
    }
    Conditions conditions = new Conditions(all, zone);
    if (conditions.measurements() > ConditionParser.MAX_FACTS) {
      reading.report(
          texts.get(0).node(),
          "condition-syntax",
          "%d facts, at most %d are measured for a job"
              .formatted(conditions.measurements(), ConditionParser.MAX_FACTS),
          Fix.say("ask for fewer, or let a task find out"));
    }
    return conditions;
  }

  private void checkFactTask(
      Scalar text, String needed, List<Scalar> targets, Optional<String> task) {
    rolesOf(targets, task)
        .filter(role -> !role.allowsTask(needed))
        .findFirst()
        .ifPresent(
            role ->
                reading.report(
                    text.node(),
                    "task-not-allowed",
                    "role %s does not run task %s: it is not in the \"tasks\" of the role at %s"
                        .formatted(Quote.of(role.name()), Quote.of(needed), role.source()),
                    Fix.say("add it there or take the condition away")));
  }

  /** Reports a name within a target that is the name of nothing. */
  private void checkName(Scalar target, String name) {
    String unknown = roles.own().contains(name) ? "" : targetNames().unknownIn(name);
    if (!unknown.isEmpty()) {
      reading.report(
          target.node(),
          "unknown-name",
          "no role, label or host " + Quote.of(unknown) + Nearest.listed("roles", roles.own()),
          Nearest.to(unknown, names())
              .map(other -> Fix.say("write \"" + other + "\""))
              .orElse(Fix.NONE));
    }
  }

  private TargetNames targetNames() {
    return new TargetNames(roles.usable());
  }

  /** Roles that a target stands for; none: it cannot be read, or names nothing. */
  private List<Role> rolesOf(String target) {
    return rolesByTarget.computeIfAbsent(
        target,
        text -> {
          try {
            return targetNames().ofTarget(text);
          } catch (UnreadableValue e) {
            return List.of();
          }
        });
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>(roles.own());
    roles.usable().values().forEach(role -> names.addAll(role.labels()));
    roles.usable().values().forEach(role -> names.addAll(role.namedHosts()));
    return names;
  }

  private void unknownTarget(Scalar target) {
    String also = Glob.isGlob(target.text()) ? " (a target is not a glob)" : "";
    reading.report(
        target.node(),
        "unknown-name",
        "no role or host " + target.quoted() + also + Nearest.listed("roles", roles.own()),
        target.text().contains(",")
            ? Fix.say("write a list, with an element for each name")
            : Fix.suggest(target.node(), Nearest.to(target.text(), names())));
  }

  private static Set<String> taskNames(Names<TaskDefinition> tasks) {
    Set<String> names = new LinkedHashSet<>(tasks.own());
    names.addAll(tasks.usable().keySet());
    return names;
  }
}
