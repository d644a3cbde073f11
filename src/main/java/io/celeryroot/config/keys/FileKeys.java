// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RouteGlob;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.ListOf;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.NamedSections;
import io.celeryroot.config.schema.Scalar;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.SectionType;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The top of cl.yaml; all other sections hang below it. */
public final class FileKeys {

  private static final Scalar<RouteGlob> ROUTE_GLOB =
      new Scalar<>(
          "text",
          "",
          (reading, value) -> Optional.of(new RouteGlob(value.text(), value.node().source())),
          route -> Types.escaped(route.glob()),
          Schemas.scalar());

  public static final Key<ClConfig, Values> TASK_DEFAULTS =
      Key.<ClConfig, Values>hidden("tasks", SectionType.part(TaskKeys.DEFAULTS, TaskKeys::defaults))
          .meaning(
              "Defaults of tasks. A task that has the key replaces the whole value, except that"
                  + " `env` is joined by name.");

  public static final Key<ClConfig, Values> SCHEDULE_DEFAULTS =
      Key.<ClConfig, Values>hidden(
              "schedules", SectionType.part(ScheduleKeys.DEFAULTS, Values::readAll))
          .meaning("Defaults of schedules.");

  private static final Section<ClConfig> DEFAULTS_SECTION =
      new Section<>(
          "defaults",
          "defaults",
          "Values for all tasks and schedules that do not set them themselves. Built-in tasks"
              + " are tasks, too.",
          List.of(TASK_DEFAULTS, SCHEDULE_DEFAULTS));

  public static final Key<ClConfig, RedisKeys.Redis> REDIS =
      Key.<ClConfig, RedisKeys.Redis>custom(
              "redis",
              new RedisKeys.UrlOrMap(),
              config -> Optional.of(RedisKeys.REDIS.show(config)))
          .withDefaultText(RedisSettings.DEFAULT_URL)
          .withSecrets()
          .meaning("Where queues, results and states live.");

  public static final Key<ClConfig, ZoneId> TIMEZONE =
      Key.of("timezone", Times.ZONE, ClConfig::timezone)
          .withDefault(ClConfig.DEFAULT_TIMEZONE)
          .meaning("Time zone of all schedules that name none, such as `Europe/Berlin`.");

  public static final Key<ClConfig, Values> DEFAULTS =
      Key.<ClConfig, Values>hidden(
              "defaults", SectionType.part(DEFAULTS_SECTION, Function.identity()))
          .meaning("Defaults of tasks and schedules.");

  public static final Key<ClConfig, List<Values>> WORKERS =
      Key.<ClConfig, List<Values>>custom(
              "workers",
              new NamedSections(NameRule.NAME, RoleKeys.ROLE, false, false),
              config -> Optional.of(mapped(config.roles(), RoleKeys.ROLE::show)))
          .mandatory()
          .meaning("The roles: named groups of hosts, each with a queue.");

  public static final Key<ClConfig, List<Values>> TASKS =
      Key.<ClConfig, List<Values>>custom(
              "tasks",
              NamedSections.of(NameRule.NAME, TaskKeys.TASK),
              config -> Optional.of(shownTasks(config)))
          .meaning(
              "What can be run, beside the built-in tasks. A task here wins over a built-in one of"
                  + " the same name.");

  public static final Key<ClConfig, List<RouteGlob>> ROUTES =
      Key.of("routes", ListOf.texts(ROUTE_GLOB), ClConfig::routes)
          .meaning(
              "Files with Camel routes of your own, for tasks with `to`; workers load them. Paths"
                  + " or globs (`*`, `**`, `?`, `{a,b}`), from the directory of this file on; each"
                  + " ends in `.yaml`. Generated files among them are left out.");

  public static final Key<ClConfig, List<Values>> SCHEDULES =
      Key.<ClConfig, List<Values>>custom(
              "schedules",
              NamedSections.of(NameRule.NAME, ScheduleKeys.SCHEDULE),
              config ->
                  Optional.of(
                      mapped(config.schedules(), schedule -> ScheduleKeys.show(schedule, config))))
          .meaning("What runs when on which hosts.");

  private static final List<Key<ClConfig, ?>> COMMON =
      List.of(REDIS, TIMEZONE, DEFAULTS, WORKERS, TASKS, ROUTES, SCHEDULES);

  private static final Map<String, String> LATER =
      Map.of(
          "facts", "delete it; let the task itself look at the host",
          "security", "delete it; protect Redis with a password and TLS in \"redis.url\"");

  /**
   * The part of the file that an environment lays over it: every key is optional at every level.
   */
  public static final Section<ClConfig> OVERLAY =
      new Section<>(
          "environment",
          "environments.<name>",
          "What `--env <name>` lays over the file. Maps are joined key by key; lists and texts"
              + " are replaced. Mistakes are told in all environments, missing environment"
              + " variables only in the chosen one.",
          COMMON.stream().<Key<ClConfig, ?>>map(Key::relaxed).toList(),
          List.of(),
          LATER);

  public static final Key<ClConfig, List<Values>> ENVIRONMENTS =
      Key.<ClConfig, List<Values>>hidden(
              "environments", new NamedSections(NameRule.NAME, OVERLAY, true, true))
          .meaning("Variants of the file, chosen with `--env NAME`.");

  public static final Section<ClConfig> TOP =
      new Section<>(
          "file",
          "",
          "The whole file.",
          Stream.<Key<ClConfig, ?>>concat(COMMON.stream(), Stream.of(ENVIRONMENTS)).toList(),
          List.of(),
          LATER);

  private FileKeys() {}

  /** All sections, in the order of the reference page. */
  public static List<Section<?>> sections() {
    return List.of(
        TOP,
        RedisKeys.REDIS,
        RoleKeys.ROLE,
        TaskKeys.TASK,
        ParamKeys.PARAM,
        RetriesKeys.RETRIES,
        ScheduleKeys.SCHEDULE,
        DEFAULTS_SECTION,
        TaskKeys.DEFAULTS,
        ScheduleKeys.DEFAULTS,
        OVERLAY);
  }

  /** The tasks of the file, and the built-in ones that its defaults change. */
  private static Map<String, Object> shownTasks(ClConfig config) {
    Map<String, Object> tasks = mapped(config.tasks(), TaskKeys.TASK::show);
    BuiltInTasks.read(Optional.empty())
        .forEach(
            (name, task) ->
                config
                    .task(name)
                    .filter(TaskDefinition::isBuiltIn)
                    .ifPresent(builtIn -> tasks.remove(name, TaskKeys.TASK.show(task))));
    return tasks;
  }

  private static <T> Map<String, Object> mapped(
      Map<String, T> values, Function<T, Map<String, Object>> show) {
    Map<String, Object> mapped = new LinkedHashMap<>();
    values.forEach((name, value) -> mapped.put(name, show.apply(value)));
    return mapped;
  }
}
