// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.console;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.queue.host.Sightings;
import io.celeryroot.text.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a name on the command line stands for; an unknown name ends the command. */
public final class NameLookup {

  private NameLookup() {}

  public static TaskDefinition task(ClConfig config, String name) {
    return config
        .task(name)
        .orElseThrow(
            () ->
                CommandFailure.noSuchThing(
                    "cl: %s\n    see: cl config show --built-in",
                    Suggestion.unknown("task", name, config.tasks().keySet())));
  }

  public static Schedule schedule(ClConfig config, String name) {
    return named("schedule", name, config.schedules());
  }

  /** Finds a workflow of {@code workflows:}, or of a schedule. */
  public static Workflow workflow(ClConfig config, String name) {
    Map<String, Workflow> known = new LinkedHashMap<>();
    config.allWorkflows().forEach(workflow -> known.put(workflow.name(), workflow));
    return named("workflow", name, known);
  }

  public static Role role(ClConfig config, String name) {
    return named("role", name, config.roles());
  }

  /** Ends the command if a host is unknown. */
  public static void checkHost(SiteConnection site, String name) {
    unknownHost(site, name)
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  /** Returns nothing for a host or a role of the file, and for a host that has been seen. */
  public static Optional<CommandFailure> unknownHost(SiteConnection site, String name) {
    ClConfig config = site.config();
    List<String> known = new ArrayList<>();
    config.roles().values().forEach(role -> known.addAll(role.namedHosts()));
    known.addAll(config.roles().keySet());
    if (known.contains(name) || !config.rolesOf(name).isEmpty()) {
      return Optional.empty();
    }
    known.addAll(new Sightings(site.redis()).hosts());
    return known.contains(name)
        ? Optional.empty()
        : Optional.of(
            CommandFailure.noSuchThing(
                "cl: no host %s%s", Quote.of(name), Suggestion.of(name, known)));
  }

  private static <T> T named(String kind, String name, Map<String, T> known) {
    return Optional.ofNullable(known.get(name))
        .orElseThrow(
            () ->
                CommandFailure.noSuchThing(
                    "cl: %s", Suggestion.unknown(kind, name, known.keySet())));
  }
}
