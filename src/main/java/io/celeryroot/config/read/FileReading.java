// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.condition.FactUse;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.LazyMap;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.BuiltInTasks;
import io.celeryroot.config.keys.Calendars;
import io.celeryroot.config.keys.FactKeys;
import io.celeryroot.config.keys.FileKeys;
import io.celeryroot.config.keys.RedisKeys;
import io.celeryroot.config.keys.References;
import io.celeryroot.config.keys.RoleKeys;
import io.celeryroot.config.keys.ScheduleKeys;
import io.celeryroot.config.keys.TaskKeys;
import io.celeryroot.config.keys.WorkflowKeys;
import io.celeryroot.config.keys.celery.CeleryNameKeys;
import io.celeryroot.config.keys.host.HostVarKeys;
import io.celeryroot.config.keys.notify.NotifyKeys;
import io.celeryroot.config.keys.security.SecurityKeys;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.Rights;
import io.celeryroot.config.security.Security;
import io.celeryroot.config.security.Signing;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.config.yaml.Node;
import io.celeryroot.config.yaml.Reading;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One pass over a tree with all sections of cl.yaml. The result is valid when no problem was
 * reported.
 */
final class FileReading {

  /** Entries whose reading takes longer than the start of threads. */
  private static final int MANY = 1000;

  private final Reading reading;
  private final String file;
  private final HostLists lists;

  FileReading(Reading reading, String file, HostLists lists) {
    this.reading = reading;
    this.file = file;
    this.lists = lists;
  }

  /** The configuration; empty when the tree is not a map. */
  Optional<ClConfig> read(Node tree) {
    return Values.open(reading, lists.expand(reading, tree), FileKeys.TOP).map(this::read);
  }

  private ClConfig read(Values top) {
    RedisKeys.Redis redis = top.find(FileKeys.REDIS).orElse(RedisKeys.Redis.DEFAULT);
    ZoneId zone = top.get(FileKeys.TIMEZONE);
    Optional<Values> defaults = top.find(FileKeys.DEFAULTS);
    List<Values> workers = top.find(FileKeys.WORKERS).orElse(List.of());
    Calendars calendars = new Calendars(top.find(FileKeys.CALENDARS).orElse(List.of()), zone);
    Map<String, Role> roles = RoleKeys.roles(workers, calendars);
    Security security = top.find(FileKeys.SECURITY).orElse(Security.NONE);
    Map<String, TaskDefinition> tasks =
        tasks(
            top,
            security,
            HostVarKeys.placeholders(roles.values()),
            defaults.flatMap(values -> values.find(FileKeys.TASK_DEFAULTS)));
    References.Names<TaskDefinition> taskNames =
        new References.Names<>(tasks, top.names(FileKeys.TASKS));
    Map<String, FactUse> facts =
        FactKeys.facts(top.find(FileKeys.FACTS).orElse(List.of()), taskNames);
    References references =
        new References(
            reading, new References.Names<>(roles, top.names(FileKeys.WORKERS)), taskNames, facts);
    workers.forEach(references::checkAllowed);
    List<Values> ownTasks = top.find(FileKeys.TASKS).orElse(List.of());
    ownTasks.forEach(values -> TaskKeys.checkReceivers(values, references));
    CeleryNameKeys.check(ownTasks, tasks.keySet());
    List<Values> receivers = top.find(FileKeys.NOTIFY).orElse(List.of());
    NotifyKeys.check(receivers, references);
    Optional<Values> policies = defaults.flatMap(values -> values.find(FileKeys.SCHEDULE_DEFAULTS));
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    each(
            top.find(FileKeys.SCHEDULES).orElse(List.of()),
            values -> ScheduleKeys.schedule(values.over(policies), zone, references, calendars))
        .forEach(schedule -> schedules.put(schedule.name(), schedule));
    if (security.signing() == Signing.REQUIRE) {
      roles.values().stream()
          .filter(Role::isCelery)
          .forEach(role -> SecurityKeys.cannotSign(top, FileKeys.SECURITY, role));
    }
    Map<String, Workflow> workflows =
        WorkflowKeys.workflows(
            top.find(FileKeys.WORKFLOWS).orElse(List.of()), schedules, references);
    ClConfig config =
        new ClConfig(
            file,
            lists.inputs(),
            redis.settings(),
            zone,
            roles,
            tasks,
            calendars.all(),
            facts,
            schedules,
            workflows,
            redis.resultsKept(),
            NotifyKeys.receivers("file", receivers, true),
            top.find(FileKeys.ROUTES).orElse(List.of()),
            security);
    return Rights.of(config, top.names(FileKeys.TASKS));
  }

  /** Reads entries, on all cores if they are many; the results are in the order of the entries. */
  private static <T> List<T> each(List<Values> entries, Function<Values, T> reader) {
    Stream<Values> some = entries.size() < MANY ? entries.stream() : entries.parallelStream();
    return some.map(reader).toList();
  }

  /** The readable tasks of the file, then the built-in ones whose names the file does not use. */
  private static Map<String, TaskDefinition> tasks(
      Values top, Security security, Set<String> hostVars, Optional<Values> defaults) {
    Map<String, TaskDefinition> own = new LinkedHashMap<>();
    for (Values values : top.find(FileKeys.TASKS).orElse(List.of())) {
      own.put(values.name(), TaskKeys.task(values.over(defaults), hostVars));
    }
    Map<String, TaskDefinition> builtIn = BuiltInTasks.read(defaults, security);
    Set<String> others = new LinkedHashSet<>(builtIn.keySet());
    others.removeAll(top.names(FileKeys.TASKS));
    return new LazyMap<>(own, others, builtIn::get);
  }
}
