// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.LazyMap;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.Role;
import io.celeryroot.config.RouteGlob;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.ClYaml;
import io.celeryroot.config.keys.RoleKeys;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over a tree with all sections of cl.yaml; its result is valid when no problem was
 * reported.
 */
final class FileReading {

  private final Reading reading;
  private final String file;

  FileReading(Reading reading, String file) {
    this.reading = reading;
    this.file = file;
  }

  /** Empty when the tree is no map. */
  Optional<ClConfig> read(Node tree) {
    return SectionReader.open(reading, tree, ClYaml.TOP).map(this::read);
  }

  private ClConfig read(SectionReader top) {
    RedisReader redisReader = new RedisReader();
    RedisSettings redis = redisReader.read(top);
    ZoneId zone =
        top.value("timezone")
            .flatMap(value -> ZoneCheck.parse(reading, value))
            .orElse(ClConfig.DEFAULT_TIMEZONE);
    Optional<SectionReader> defaults = top.section("defaults");
    TaskSettings settings =
        defaults
            .flatMap(section -> section.section("tasks"))
            .map(section -> TaskSettings.read(section, TaskSettings.DEFAULT))
            .orElse(TaskSettings.DEFAULT);
    SchedulePolicies policies =
        defaults
            .flatMap(section -> section.section("schedules"))
            .map(section -> SchedulePolicies.read(section, SchedulePolicies.DEFAULT))
            .orElse(SchedulePolicies.DEFAULT);
    Map<String, Role> roles = new RolesReader(reading).read(top);
    Map<String, TaskDefinition> own = new TasksReader(reading, settings).read(top);
    List<String> ownTasks = names(top, "tasks");
    Map<String, TaskDefinition> tasks = withBuiltIn(own, ownTasks, settings);
    References references = new References(reading, roles, names(top, "workers"), tasks, ownTasks);
    checkAllowLists(top, references);
    Map<String, Schedule> schedules =
        new SchedulesReader(reading, policies, zone, references).read(top);
    return new ClConfig(
        file, redis, zone, roles, tasks, schedules, redisReader.resultsKept(), routes(top));
  }

  private static List<RouteGlob> routes(SectionReader top) {
    return top.values("routes").stream()
        .map(value -> new RouteGlob(value.text(), value.node().source()))
        .toList();
  }

  /** The readable tasks of the file, then the built-in ones whose names the file does not use. */
  private static Map<String, TaskDefinition> withBuiltIn(
      Map<String, TaskDefinition> own, List<String> ownTasks, TaskSettings settings) {
    Map<String, TaskDefinition> builtIn = BuiltInTasks.read(settings);
    Set<String> names = new LinkedHashSet<>(builtIn.keySet());
    ownTasks.forEach(names::remove);
    Set<String> all = new LinkedHashSet<>(own.keySet());
    all.addAll(names);
    return new LazyMap<>(
        all, name -> Optional.ofNullable(own.get(name)).orElseGet(() -> builtIn.get(name)));
  }

  private static List<String> names(SectionReader top, String key) {
    return top.map()
        .entry(key)
        .map(Node.Entry::value)
        .filter(Node.Entries.class::isInstance)
        .map(Node.Entries.class::cast)
        .map(Node.Entries::names)
        .orElse(List.of());
  }

  private void checkAllowLists(SectionReader top, References references) {
    for (Node.Entry entry :
        top.map()
            .entry("workers")
            .map(Node.Entry::value)
            .filter(Node.Entries.class::isInstance)
            .map(Node.Entries.class::cast)
            .map(Node.Entries::entries)
            .orElse(List.of())) {
      if (entry.value() instanceof Node.Entries) {
        SectionReader.open(reading, entry.value(), RoleKeys.ROLE)
            .ifPresent(references::checkAllowed);
      }
    }
  }
}
