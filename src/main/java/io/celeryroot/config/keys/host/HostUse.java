// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys.host;

import io.celeryroot.config.Param;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.host.HostText;
import io.celeryroot.config.keys.ParamRules;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks the use of variables of hosts by a schedule or step: each named host of its targets has
 * them, and their values obey the rules of the parameters.
 */
public final class HostUse {

  private static final String RULE = "host-var";

  private final TargetNames roles;

  public HostUse(TargetNames roles) {
    this.roles = roles;
  }

  /**
   * Reports what is missing on a host, or not allowed there.
   *
   * @param owner schedule or step
   * @param params its parameters
   * @param targets names and expressions
   */
  public void check(
      Values owner, List<Node.Entry> params, List<String> targets, TaskDefinition task) {
    Set<String> given = params.stream().map(Node.Entry::name).collect(Collectors.toSet());
    Set<String> ofTask = HostText.names(task, given);
    Map<Scalar, Optional<Param>> used = used(owner.reading(), params, task);
    if (ofTask.isEmpty() && used.isEmpty()) {
      return;
    }
    Map<Role, Set<String>> hosts = hosts(targets);
    for (Role role : hosts.keySet()) {
      if (role.isCelery()) {
        owner.report(
            used.isEmpty() ? owner.anchor() : used.keySet().iterator().next().node(),
            RULE,
            "role %s is served by Celery's workers, which know no variables of hosts"
                .formatted(Quote.of(role.name())),
            Fix.say("write the value, or take the target away"));
        return;
      }
    }
    Map<String, Map<String, String>> vars = new LinkedHashMap<>();
    hosts.forEach(
        (role, names) ->
            names.forEach(host -> vars.computeIfAbsent(host, name -> roles.varsOf(name))));
    checkHas(owner.reading(), owner.anchor(), "task " + Quote.of(task.name()), ofTask, vars);
    used.forEach(
        (value, param) -> {
          if (checkHas(owner.reading(), value.node(), "", HostText.names(value.text()), vars)) {
            param.ifPresent(rules -> checkRules(owner.reading(), rules, task, value, vars));
          }
        });
  }

  /** Texts that name variables, with their parameters. */
  private static Map<Scalar, Optional<Param>> used(
      Reading reading, List<Node.Entry> params, TaskDefinition task) {
    Map<Scalar, Optional<Param>> used = new LinkedHashMap<>();
    for (Node.Entry entry : params) {
      Optional<Param> param =
          task.params().stream().filter(other -> other.name().equals(entry.name())).findFirst();
      reading.lenient().scalars(entry.value(), "text", "text").stream()
          .filter(value -> HostText.isIn(value.text()))
          .forEach(value -> used.put(value, param));
    }
    return used;
  }

  /** Named hosts of targets by role; a role of globs alone has none. */
  private Map<Role, Set<String>> hosts(List<String> targets) {
    Map<Role, Set<String>> hosts = new LinkedHashMap<>();
    for (String target : targets) {
      TargetExpression expression = parse(target).orElse(null);
      if (expression != null) {
        Map<String, Set<String>> named = new LinkedHashMap<>();
        expression.names().forEach(name -> named.put(name, named(name)));
        for (Role role : roles.ofTarget(target)) {
          Set<String> found = members(role, named);
          found.removeIf(host -> !expression.matches(name -> named.get(name).contains(host)));
          if (!found.isEmpty() || expression.isName()) {
            hosts.computeIfAbsent(role, r -> new LinkedHashSet<>()).addAll(found);
          }
        }
      }
    }
    return hosts;
  }

  /** Reads a target; empty: it has a mistake, which is reported where targets are checked. */
  private static Optional<TargetExpression> parse(String target) {
    try {
      return Optional.of(TargetExpression.parse(target));
    } catch (UnreadableValue e) {
      return Optional.empty();
    }
  }

  /** Hosts of a role: those that it names, and those that a target names and its globs match. */
  private static Set<String> members(Role role, Map<String, Set<String>> named) {
    Set<String> members = new LinkedHashSet<>(role.namedHosts());
    named.values().stream().flatMap(Set::stream).filter(role::hasHost).forEach(members::add);
    return members;
  }

  private Set<String> named(String name) {
    List<Role> found = roles.named(name);
    Set<String> hosts = new HashSet<>();
    found.forEach(role -> hosts.addAll(role.namedHosts()));
    return found.isEmpty() ? new HashSet<>(HostRanges.expand(name)) : hosts;
  }

  /** Returns whether all hosts have the variables; the first that is missing is reported. */
  private boolean checkHas(
      Reading reading,
      Node at,
      String user,
      Set<String> names,
      Map<String, Map<String, String>> vars) {
    for (String name : names) {
      List<String> without =
          vars.entrySet().stream()
              .filter(host -> !host.getValue().containsKey(name))
              .map(Map.Entry::getKey)
              .toList();
      Set<String> known = new LinkedHashSet<>();
      roles.roles().values().forEach(role -> known.addAll(role.vars().names()));
      if (!known.contains(name)) {
        reading.report(
            at,
            RULE,
            prefix(user, name)
                + "no host has a variable "
                + Quote.of(name)
                + Nearest.listed("variables", new ArrayList<>(known)),
            Nearest.to(name, known)
                .map(other -> Fix.say("write {" + HostText.PREFIX + other + "}"))
                .orElse(Fix.say("add it below \"vars\" of the role")));
        return false;
      }
      if (!without.isEmpty()) {
        reading.report(
            at,
            RULE,
            prefix(user, name)
                + "%s no variable %s"
                    .formatted(
                        without.size() == 1
                            ? "host " + Quote.of(without.get(0)) + " has"
                            : HostRanges.text(without, 3) + " have",
                        Quote.of(name)),
            Fix.say("add it below \"vars\" of the role, for \"*\" if it is the same on all hosts"));
        return false;
      }
    }
    return true;
  }

  private static String prefix(String user, String name) {
    return user.isEmpty() ? "" : user + " uses {" + HostText.PREFIX + name + "}, but ";
  }

  private static void checkRules(
      Reading reading,
      Param param,
      TaskDefinition task,
      Scalar value,
      Map<String, Map<String, String>> vars) {
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Map<String, String>> host : vars.entrySet()) {
      String text = HostText.fill(value.text(), host.getValue());
      if (seen.add(text)) {
        Reading lenient = reading.lenient();
        Scalar filled = new Scalar(value.node(), text);
        ParamRules.checkFilled(lenient, param, filled, "on host " + host.getKey() + " ");
        ParamRules.checkDash(lenient, param, task.action(), filled);
        if (!lenient.problems().isEmpty()) {
          lenient.problems().sorted().forEach(reading.problems()::add);
          return;
        }
      }
    }
  }
}
