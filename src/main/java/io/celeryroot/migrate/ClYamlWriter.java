// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints what was imported as a cl.yaml: order and comments kept, each equal task once. */
public final class ClYamlWriter {

  private final YamlText yaml = new YamlText();
  private final Map<Map<String, Object>, String> tasks = new LinkedHashMap<>();
  private final Names taskNames;
  private final Names scheduleNames = new Names(Set.of());
  private final List<String> schedules = new ArrayList<>();

  /**
   * The file.
   *
   * @param text valid by construction; callers check it all the same
   * @param schedules names of the schedules, in the order of the entries
   */
  public record ClYaml(String text, List<String> schedules) {

    public ClYaml {
      schedules = List.copyOf(schedules);
    }
  }

  private ClYamlWriter(Set<String> builtInTasks) {
    this.taskNames = new Names(builtInTasks);
  }

  /**
   * Writes the file.
   *
   * @param builtInTasks names that no task of the file gets, since it would replace one of these
   */
  public static ClYaml write(ImportedSite site, Set<String> builtInTasks) {
    ClYamlWriter writer = new ClYamlWriter(builtInTasks);
    writer.site(site);
    return new ClYaml(writer.yaml.toString(), writer.schedules);
  }

  private void site(ImportedSite site) {
    yaml.comments("", site.remarks());
    site.file().forEach((key, value) -> yaml.entry("", key, value));
    yaml.line();
    yaml.entry("", "workers", site.roles());
    if (!site.defaults().isEmpty()) {
      yaml.line();
      yaml.comments("", site.defaultRemarks());
      yaml.entry("", "defaults", site.defaults());
    }
    tasks(site.entries());
    schedules(site.entries());
    if (!site.endRemarks().isEmpty()) {
      yaml.line();
      yaml.comments("", site.endRemarks());
    }
  }

  private void tasks(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    yaml.line();
    yaml.head("", "tasks");
    entries.stream()
        .map(Entry::task)
        .filter(Task::isNamed)
        .forEach(task -> taskNames.take(task.name()));
    for (Entry entry : entries) {
      Task task = entry.task();
      if (!tasks.containsKey(task.keys())) {
        String name = task.isNamed() ? task.name() : taskNames.give(task.name(), "job");
        tasks.put(task.keys(), name);
        yaml.entry("  ", name, task.keys());
      }
    }
  }

  private void schedules(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    yaml.line();
    yaml.head("", "schedules");
    for (Entry entry : entries) {
      String name = scheduleNames.give(entry.name(), "job");
      schedules.add(name);
      Map<String, Object> keys = new LinkedHashMap<>(entry.keys());
      keys.put("task", tasks.get(entry.task().keys()));
      yaml.comments("  ", entry.remarks());
      yaml.entry("  ", name, ordered(keys));
    }
  }

  /** Puts the time first, then the task and the targets, then the rest. */
  private static Map<String, Object> ordered(Map<String, Object> keys) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String key : List.of("cron", "every", "timezone", "only_in", "splay", "task", "targets")) {
      if (keys.containsKey(key)) {
        ordered.put(key, keys.get(key));
      }
    }
    keys.forEach(ordered::putIfAbsent);
    return ordered;
  }
}
