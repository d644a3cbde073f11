// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.target.TargetExpression;
import io.celeryroot.config.target.TargetNames;
import io.celeryroot.job.Target;
import io.celeryroot.text.HostRanges;
import io.celeryroot.text.Nearest;
import io.celeryroot.text.UnreadableValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Turns the role and host names of a schedule or command into jobs' targets. */
public final class Targets {

  private final ClConfig config;
  private final Optional<RunOn> override;
  private final String task;
  private final Set<KnownHost> known;
  private final Map<String, Target> found = new LinkedHashMap<>();
  private final List<TargetProblem> problems = new ArrayList<>();
  private final TargetNames names;

  private Targets(ClConfig config, Optional<RunOn> override, String task, Set<KnownHost> known) {
    this.config = config;
    this.override = override;
    this.task = task;
    this.known = known;
    this.names = new TargetNames(config.roles());
  }

  /**
   * One target for each job. A target is a role, a label, a host, a range of hosts, or an
   * expression of these, which stands for its hosts one by one. A role that runs on all hosts
   * becomes its hosts: those listed by name, then the known ones that match its globs. A host that
   * is reached twice gets one job, in the first role.
   *
   * @param config the roles
   * @param names roles or hosts, in order
   * @param override of the schedule or the command line, before the task's and the role's
   * @param task name; roles whose allow-list excludes it are problems
   * @param known hosts seen at work
   */
  public static TargetResolution resolve(
      ClConfig config,
      List<String> names,
      Optional<RunOn> override,
      String task,
      Set<KnownHost> known) {
    Targets targets = new Targets(config, override, task, known);
    new LinkedHashSet<>(names).forEach(targets::add);
    return new TargetResolution(List.copyOf(targets.found.values()), targets.problems);
  }

  private void add(String target) {
    try {
      TargetExpression expression = TargetExpression.parse(target);
      if (!expression.isName()) {
        addMatching(target, expression);
        return;
      }
      List<Role> roles = names.named(target);
      roles.forEach(role -> addRole(target, role));
      if (roles.isEmpty()) {
        HostRanges.expand(target).forEach(this::addHost);
      }
    } catch (UnreadableValue e) {
      problems.add(
          new TargetProblem(
              target, "target \"" + target + "\": " + e.getMessage(), e.hint(), e.rule()));
    }
  }

  private void addRole(String name, Role role) {
    if (!role.allowsTask(task)) {
      refuse(name, List.of(role));
    } else if (config.runOn(role, task, override) == RunOn.ANY) {
      found.putIfAbsent(
          "role " + role.name(), new Target(role.name(), role.queue(), Optional.empty()));
    } else {
      addHostsOf(role);
    }
  }

  /** Adds hosts one by one, each in the first role that the expression names and that has it. */
  private void addMatching(String target, TargetExpression expression) {
    List<String> unknown =
        expression.names().stream()
            .map(names::unknownIn)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      unknown.forEach(name -> problems.add(unknown(name)));
      return;
    }
    Map<String, Set<String>> hostsOf = new HashMap<>();
    expression.names().forEach(name -> hostsOf.computeIfAbsent(name, this::hostsOf));
    Set<Role> roles = new LinkedHashSet<>();
    expression.names().forEach(name -> roles.addAll(names.of(name)));
    roles.addAll(config.roles().values());
    Set<String> matching = new LinkedHashSet<>();
    List<Role> refusing = new ArrayList<>();
    for (Role role : roles) {
      for (String host : hosts(role)) {
        if (expression.matches(name -> hostsOf.get(name).contains(host))) {
          if (role.allowsTask(task)) {
            matching.add(host);
            addHost(role, host);
          } else {
            refusing.add(role);
          }
        }
      }
    }
    if (matching.isEmpty() && !refusing.isEmpty()) {
      refuse(target, refusing);
    } else if (matching.isEmpty()) {
      problems.add(noMatch(target));
    }
  }

  private Set<String> hostsOf(String name) {
    List<Role> roles = names.named(name);
    Set<String> hosts = new HashSet<>();
    roles.forEach(role -> hosts.addAll(hosts(role)));
    return roles.isEmpty() ? Set.copyOf(HostRanges.expand(name)) : hosts;
  }

  private static TargetProblem noMatch(String target) {
    return new TargetProblem(
        target,
        "no host that is known matches \"" + target + "\"",
        "start a worker on such a host, or write another expression",
        "no-known-host");
  }

  private void addHost(String name) {
    Optional<Role> role = config.roleOf(name, task);
    List<Role> roles = config.rolesOf(name);
    if (role.filter(Role::isCelery).isPresent()) {
      problems.add(
          new TargetProblem(
              name,
              "host \"%s\" is in role \"%s\", whose jobs Celery's workers take as they come"
                  .formatted(name, role.get().name()),
              "write the role, \"" + role.get().name() + "\"",
              "host-of-celery"));
    } else if (role.isPresent()) {
      addHost(role.get(), name);
    } else if (roles.isEmpty()) {
      problems.add(unknown(name));
    } else {
      refuse(name, roles);
    }
  }

  private void addHostsOf(Role role) {
    Collection<String> hosts = hosts(role);
    if (hosts.isEmpty()) {
      problems.add(
          new TargetProblem(
              role.name(),
              "no host of role \"" + role.name() + "\" has been seen: " + role.hostnames(),
              "start a worker on one of its hosts, or name the hosts",
              "no-known-host"));
    }
    hosts.forEach(host -> addHost(role, host));
  }

  private void addHost(Role role, String host) {
    found.putIfAbsent("host " + host, new Target(role.name(), role.queue(), Optional.of(host)));
  }

  private Collection<String> hosts(Role role) {
    List<String> named = role.namedHosts();
    if (named.size() == role.hostnames().size()) {
      return named;
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String pattern : role.hostnames()) {
      if (Glob.isGlob(pattern)) {
        known.stream()
            .filter(host -> host.roles().contains(role.name()))
            .map(KnownHost::name)
            .filter(host -> Glob.matches(pattern, host))
            .sorted()
            .forEach(hosts::add);
      } else {
        hosts.add(pattern);
      }
    }
    return hosts;
  }

  private void refuse(String name, List<Role> roles) {
    Role role = roles.get(0);
    if (role.withholds(task)) {
      problems.add(
          new TargetProblem(
              name,
              "role \"%s\" does not allow task \"%s\": security.builtins is listed, and neither its"
                      .formatted(role.name(), task)
                  + " tasks nor a use in the file name it",
              "write " + role.lineFor(task),
              "task-not-allowed"));
      return;
    }
    String message = "role \"%s\" does not allow task \"%s\"; its tasks are: %s";
    problems.add(
        new TargetProblem(
            name,
            message.formatted(role.name(), task, String.join(", ", role.tasks())),
            "add " + task + " to workers." + role.name() + ".tasks",
            "task-not-allowed"));
  }

  private TargetProblem unknown(String name) {
    List<String> all = new ArrayList<>(config.roles().keySet());
    config.roles().values().stream()
        .flatMap(role -> Stream.concat(role.labels().stream(), role.namedHosts().stream()))
        .distinct()
        .filter(host -> !config.roles().containsKey(host))
        .forEach(all::add);
    List<String> globs = globs();
    String like = Nearest.listed("globs of hosts", globs);
    String also = Glob.isGlob(name) ? " (a target is not a glob)" : "";
    String hint = Nearest.to(name, all).map(other -> "write \"" + other + "\"").orElse("");
    return new TargetProblem(
        name,
        "no role or host \"" + name + "\"" + also + Nearest.listed("targets", all) + like,
        globs.contains(name) ? "write the role, \"" + roleOf(name) + "\", or a host" : hint,
        "unknown-target");
  }

  private List<String> globs() {
    return config.roles().values().stream()
        .flatMap(role -> role.hostnames().stream())
        .filter(Glob::isGlob)
        .distinct()
        .toList();
  }

  private String roleOf(String glob) {
    return config.roles().values().stream()
        .filter(role -> role.hostnames().contains(glob))
        .map(Role::name)
        .findFirst()
        .orElseThrow();
  }
}
