// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.crontab;

import io.celeryroot.config.Problem;
import io.celeryroot.migrate.Entry;
import io.celeryroot.migrate.ImportedSite;
import io.celeryroot.migrate.Task;
import io.celeryroot.text.Yaml;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a site of crontabs. A job that several hosts have becomes one schedule of one role; equal
 * are jobs with the same time, command, user and variables.
 */
public final class CrontabImport {

  private static final List<String> DEFAULT_REMARKS =
      List.of(
          "As cron does it: no time limit, a second start beside the first, nothing made up for, no",
          "second try. Delete what you do not want; then the defaults of cl hold (timeout: 1h,",
          "on_lost: requeue, overlap: skip, catch_up: latest).");

  private final ZoneId zone;
  private final List<Problem> problems = new ArrayList<>();

  /** Hosts of each job, by what makes it the same job. */
  private final Map<Object, Set<String>> hostsOf = new LinkedHashMap<>();

  private final Map<Object, Entry> entries = new LinkedHashMap<>();
  private final List<String> endRemarks = new ArrayList<>();

  private CrontabImport(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Makes the site.
   *
   * @param files in the order of the result
   * @param directories programs that take the place of the {@code run-parts} lines of their host
   * @param zone of the hosts: times are read in it unless a file says {@code CRON_TZ}
   */
  public static ImportedSite of(
      List<CrontabFile> files, List<ScriptDirectory> directories, ZoneId zone) {
    return new CrontabImport(zone).site(files, directories);
  }

  private ImportedSite site(List<CrontabFile> files, List<ScriptDirectory> directories) {
    List<ScriptDirectory> open = new ArrayList<>(directories);
    for (CrontabFile file : files) {
      List<ScriptDirectory> ofHost =
          directories.stream().filter(one -> one.host().equals(file.host())).toList();
      CrontabReading reading = new CrontabReading(file, ofHost, zone);
      reading.entries().forEach(entry -> add(file.host(), entry));
      problems.addAll(reading.problems());
      open.removeAll(reading.directories());
      endRemarks.addAll(reading.endRemarks());
    }
    for (ScriptDirectory directory : open) {
      CrontabReading.ofDirectory(directory, zone).forEach(entry -> add(directory.host(), entry));
    }
    Set<String> hosts = new LinkedHashSet<>();
    files.forEach(file -> hosts.add(file.host()));
    directories.forEach(directory -> hosts.add(directory.host()));
    return site(head(files, directories), new HostRoles(hosts, hostsOf.values()));
  }

  private void add(String host, Entry entry) {
    Map<String, Object> when = new LinkedHashMap<>(entry.keys());
    when.remove("description");
    Object same = List.of(when, entry.task().keys());
    entries.putIfAbsent(same, entry);
    if (!hostsOf.computeIfAbsent(same, key -> new LinkedHashSet<>()).add(host)) {
      problems.add(
          Problem.at(
              entry.source(),
              "the same line twice, for " + host,
              "cron starts it twice; here it is one schedule",
              "crontab-twice"));
    }
  }

  private ImportedSite site(List<String> head, HostRoles roles) {
    List<Entry> targeted = new ArrayList<>();
    entries.forEach(
        (same, entry) -> targeted.add(withTargets(entry, roles.targets(hostsOf.get(same)))));
    Map<String, Object> tasks = new LinkedHashMap<>();
    tasks.put("timeout", "30d");
    tasks.put("on_lost", "fail");
    Map<String, Object> common = commonEnvironment();
    if (!common.isEmpty()) {
      tasks.put("env", common);
    }
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put("tasks", tasks);
    defaults.put("schedules", Yaml.map("catch_up", "skip", "overlap", "allow"));
    return new ImportedSite(
        head,
        Map.of("timezone", zone.getId()),
        roles.roles(),
        DEFAULT_REMARKS,
        defaults,
        targeted.stream().map(entry -> without(entry, common)).toList(),
        endRemarks,
        problems);
  }

  /** Returns the variables that all tasks have, if there are several tasks. */
  private Map<String, Object> commonEnvironment() {
    List<Map<String, Object>> all =
        entries.values().stream().map(entry -> environment(entry.task())).distinct().toList();
    long tasks = entries.values().stream().map(entry -> entry.task().keys()).distinct().count();
    Map<String, Object> common = new LinkedHashMap<>();
    if (tasks > 1) {
      all.get(0)
          .forEach(
              (name, value) -> {
                if (all.stream().allMatch(env -> value.equals(env.get(name)))) {
                  common.put(name, value);
                }
              });
    }
    return common;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> environment(Task task) {
    return (Map<String, Object>) task.keys().getOrDefault("env", Map.of());
  }

  private static Entry without(Entry entry, Map<String, Object> common) {
    Map<String, Object> own = new LinkedHashMap<>(environment(entry.task()));
    own.keySet().removeAll(common.keySet());
    Map<String, Object> keys = new LinkedHashMap<>(entry.task().keys());
    if (own.isEmpty()) {
      keys.remove("env");
    } else {
      keys.put("env", own);
    }
    Task task = new Task(entry.task().name(), keys);
    return new Entry(
        entry.source(), entry.remarks(), entry.name(), task, entry.keys(), entry.times());
  }

  private static Entry withTargets(Entry entry, List<String> targets) {
    Map<String, Object> keys = new LinkedHashMap<>(entry.keys());
    keys.put("targets", targets);
    return new Entry(
        entry.source(), entry.remarks(), entry.name(), entry.task(), keys, entry.times());
  }

  private static List<String> head(List<CrontabFile> files, List<ScriptDirectory> directories) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    files.forEach(
        file -> names.computeIfAbsent(file.host(), host -> new ArrayList<>()).add(file.name()));
    directories.forEach(
        one -> names.computeIfAbsent(one.host(), host -> new ArrayList<>()).add(one.name()));
    List<String> head = new ArrayList<>(List.of("From the crontabs of"));
    names.forEach(
        (host, ofHost) ->
            head.add(ofHost.stream().collect(Collectors.joining(", ", "  " + host + ": ", ""))));
    return head;
  }
}
