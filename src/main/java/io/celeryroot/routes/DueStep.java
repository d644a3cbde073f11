// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Glob;
import io.celeryroot.config.Role;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.Targets;
import io.celeryroot.task.RouteNames;
import io.celeryroot.text.Text;
import io.celeryroot.text.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The step that queues the jobs of a task. It names the schedule, or the workflow and its step; its
 * description names the hosts and queues of the targets, as far as the file alone tells.
 */
final class DueStep {

  /** Number of hosts up to which all are named. */
  private static final int NAMED = 12;

  private final Set<String> queues = new LinkedHashSet<>();
  private final Set<String> anyHostOf = new LinkedHashSet<>();
  private final List<String> hosts = new ArrayList<>();
  private final Set<String> globs = new LinkedHashSet<>();
  private final String task;
  private final String description;

  /**
   * @param step any that has these targets
   */
  DueStep(ClConfig config, Step step) {
    Targets.resolve(config, step.targets(), step.runOn(), step.task(), Set.of())
        .targets()
        .forEach(this::add);
    step.targets().stream()
        .filter(name -> config.roles().containsKey(name) && !anyHostOf.contains(name))
        .map(config.roles()::get)
        .forEach(this::addGlobs);
    this.task = step.task();
    this.description = description();
  }

  private void add(Target target) {
    queues.add(target.queue());
    target.host().ifPresentOrElse(hosts::add, () -> anyHostOf.add(target.role()));
  }

  private void addGlobs(Role role) {
    queues.add(role.queue());
    role.hostnames().stream().filter(Glob::isGlob).forEach(globs::add);
  }

  void addTo(CamelRoute route, String schedule) {
    add(
        route,
        "run",
        description + "; once, however often this run comes by",
        schedule,
        Yaml.map("run", "due"));
  }

  /**
   * Adds the step to the route of a workflow.
   *
   * @param rule that says when it starts
   */
  void addTo(CamelRoute route, String workflow, int number, String rule) {
    add(
        route,
        number + "." + RouteNames.of(task),
        description + rule,
        workflow,
        Yaml.map("run", "step", "step", String.valueOf(number)));
  }

  /** Adds the step that starts a workflow whose steps are in a route of their own. */
  static void addWorkflowTo(CamelRoute route, String schedule) {
    add(
        route,
        "run",
        "Starts the workflow, once, however often this run comes by; its steps are in the route"
            + " workflow."
            + RouteNames.of(schedule),
        schedule,
        Yaml.map("run", "due"));
  }

  private static void add(
      CamelRoute route, String step, String description, String name, Map<String, Object> options) {
    route.to(step, description, "redis-queue:" + RouteNames.inUri(name), options);
  }

  private String description() {
    List<String> jobs = new ArrayList<>();
    anyHostOf.forEach(role -> jobs.add("one job for whichever host of " + role + " is free first"));
    if (!hosts.isEmpty()) {
      String named = Text.listing(hosts, hosts.size() <= NAMED ? NAMED : NAMED - 2);
      jobs.add("one job for " + (hosts.size() == 1 ? "" : "each of ") + named);
    }
    if (!globs.isEmpty()) {
      jobs.add("one job for each known host among " + String.join(", ", globs));
    }
    if (jobs.isEmpty()) {
      jobs.add("no job: no host may run it");
    }
    String text = String.join(", and ", jobs);
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (queues.isEmpty() ? "" : ", in " + String.join(", ", queues));
  }
}
