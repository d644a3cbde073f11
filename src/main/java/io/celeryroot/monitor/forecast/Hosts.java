// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.TargetProblem;
import io.celeryroot.job.run.TargetResolution;
import io.celeryroot.job.run.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the targets of steps, each question once. Confined to one thread. */
public final class Hosts {

  private record Question(List<String> targets, Optional<RunOn> runOn, String task) {}

  private final ClConfig config;
  private final Set<KnownHost> known;
  private final Map<Question, List<Target>> found = new HashMap<>();

  /**
   * @param known hosts that were seen at work; a glob that matches none of them stands for itself
   */
  public Hosts(ClConfig config, Set<KnownHost> known) {
    this.config = config;
    this.known = Set.copyOf(known);
  }

  ClConfig config() {
    return config;
  }

  /** Returns the targets of a step in their order. */
  List<Target> of(Step step) {
    return found.computeIfAbsent(
        new Question(step.targets(), step.runOn(), step.task()), this::resolve);
  }

  private List<Target> resolve(Question question) {
    TargetResolution resolution =
        Targets.resolve(config, question.targets(), question.runOn(), question.task(), known);
    List<Target> all = new ArrayList<>(resolution.targets());
    resolution.problems().stream().flatMap(this::globs).forEach(all::add);
    return List.copyOf(all);
  }

  private Stream<Target> globs(TargetProblem problem) {
    return Optional.ofNullable(config.roles().get(problem.target())).stream()
        .filter(role -> problem.rule().equals("no-known-host"))
        .flatMap(this::globs);
  }

  private Stream<Target> globs(Role role) {
    return role.hostnames().stream()
        .filter(Glob::isGlob)
        .map(glob -> new Target(role.name(), role.queue(), Optional.of(glob)));
  }
}
