// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.keys;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.RedisUrl;
import io.celeryroot.config.RouteGlob;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.notify.NotifyKeys;
import io.celeryroot.config.keys.security.SecurityKeys;
import io.celeryroot.config.schema.Key;
import io.celeryroot.config.schema.Maps;
import io.celeryroot.config.schema.NameRule;
import io.celeryroot.config.schema.Schemas;
import io.celeryroot.config.schema.Section;
import io.celeryroot.config.schema.Times;
import io.celeryroot.config.schema.Type;
import io.celeryroot.config.schema.Types;
import io.celeryroot.config.schema.Values;
import io.celeryroot.config.security.Security;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The top of cl.yaml; all other sections hang below it. */
public final class FileKeys {

  private static final Type<RouteGlob> ROUTE_GLOB =
      Type.scalar(
          "text",
          value -> new RouteGlob(value.text(), value.node().source()),
          route -> Types.escaped(route.glob()),
          Schemas.scalar());

  public static final Key<ClConfig, Values> TASK_DEFAULTS =
      Key.<ClConfig, Values>hidden("tasks", Maps.part(() -> TaskKeys.DEFAULTS, TaskKeys::defaults))
          .meaning(
              "Defaults of tasks. A task that has the key replaces the whole value, except that"
                  + " `env` is joined by name.");

  public static final Key<ClConfig, Values> SCHEDULE_DEFAULTS =
      Key.<ClConfig, Values>hidden(
              "schedules", Maps.part(() -> ScheduleKeys.DEFAULTS, Values::readAll))
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
              "redis", RedisKeys.type(), config -> Optional.of(RedisKeys.REDIS.show(config)))
          .withDefaultText(RedisUrl.DEFAULT)
          .withSecrets()
          .meaning("The Redis that holds queues, results and states.");

  public static final Key<ClConfig, List<String>> INCLUDE =
      Key.<ClConfig, List<String>>hidden("include", Types.texts(Types.TEXT))
          .meaning(
              "Further files, relative to the directory of this one; the last part of a path may be a"
                  + " glob, such as `conf.d/*.yaml`, which leaves out hidden files and those"
                  + " that end with `~`, as editors leave them. Their sections are"
                  + " joined by name with those of this file. No name may be in two files. An included"
                  + " file includes no others.");

  public static final Key<ClConfig, ZoneId> TIMEZONE =
      Key.of("timezone", Times.ZONE, ClConfig::timezone)
          .withDefault(ClConfig.DEFAULT_TIMEZONE)
          .meaning("Time zone of schedules without one of their own, such as `Europe/Berlin`.");

  public static final Key<ClConfig, Values> DEFAULTS =
      Key.<ClConfig, Values>hidden(
              "defaults", Maps.part(() -> FileKeys.DEFAULTS_SECTION, Function.identity()))
          .meaning("Defaults of tasks and schedules.");

  public static final Key<ClConfig, List<Values>> WORKERS =
      Key.<ClConfig, List<Values>>custom(
              "workers",
              Maps.oneOrMore(NameRule.NAME, () -> RoleKeys.ROLE),
              config -> Optional.of(mapped(config.roles(), RoleKeys.ROLE::show)))
          .mandatory()
          .meaning("The roles: named groups of hosts, each with a queue.");

  public static final Key<ClConfig, List<Values>> TASKS =
      Key.<ClConfig, List<Values>>custom(
              "tasks",
              Maps.named(NameRule.NAME, () -> TaskKeys.TASK),
              config -> Optional.of(shownTasks(config)))
          .meaning("Tasks of your own. One with the name of a built-in task replaces it.");

  public static final Key<ClConfig, List<RouteGlob>> ROUTES =
      Key.of("routes", Types.texts(ROUTE_GLOB), ClConfig::routes)
          .meaning(
              "Files with Camel routes of your own, for tasks with `to`; workers load them. Paths"
                  + " or globs (`*`, `**`, `?`, `{a,b}`), relative to the directory of this file;"
                  + " each ends in `.yaml`. Generated files are skipped.");

  public static final Key<ClConfig, List<Values>> FACTS =
      Key.<ClConfig, List<Values>>custom(
              "facts",
              Maps.named(NameRule.NAME, () -> FactKeys.FACT),
              config -> Optional.of(mapped(config.facts(), fact -> FactKeys.FACT.show(fact))))
          .meaning("Facts of your own, by name, for `conditions`.");

  public static final Key<ClConfig, List<Values>> CALENDARS =
      Key.<ClConfig, List<Values>>custom(
              "calendars",
              Maps.named(NameRule.NAME, () -> CalendarKeys.CALENDAR),
              config ->
                  Optional.of(
                      mapped(config.calendars(), calendar -> CalendarKeys.CALENDAR.show(calendar))))
          .meaning("Named sets of days and times, for `only_in` and `blackout`.");

  public static final Key<ClConfig, List<Values>> SCHEDULES =
      Key.<ClConfig, List<Values>>custom(
              "schedules",
              Maps.named(NameRule.NAME, () -> ScheduleKeys.SCHEDULE),
              config ->
                  Optional.of(
                      mapped(config.schedules(), schedule -> ScheduleKeys.show(schedule, config))))
          .meaning("The schedules: which task is due when, on which targets.");

  public static final Key<ClConfig, List<Values>> WORKFLOWS =
      Key.<ClConfig, List<Values>>custom(
              "workflows",
              Maps.named(NameRule.NAME, () -> WorkflowKeys.WORKFLOW),
              config ->
                  Optional.of(mapped(config.workflows(), flow -> WorkflowKeys.show(flow, config))))
          .meaning("Workflows that are started by hand: tasks that run one after the other.");

  public static final Key<ClConfig, List<Values>> NOTIFY =
      NotifyKeys.<ClConfig>key(config -> Optional.of(config.receivers()).filter(l -> !l.isEmpty()))
          .meaning(
              "Receivers of messages about all schedules that have none of their own, and about the"
                  + " site.");

  public static final Key<ClConfig, Security> SECURITY =
      Key.of(
              "security",
              Maps.of(() -> SecurityKeys.SECURITY, SecurityKeys::security),
              ClConfig::security)
          .meaning(
              "Signatures, by which hosts and commands know who wrote what is in Redis, and what"
                  + " workers run, whoever asks.");

  private static final List<Key<ClConfig, ?>> COMMON =
      List.of(
          REDIS, TIMEZONE, DEFAULTS, WORKERS, TASKS, ROUTES, CALENDARS, FACTS, SCHEDULES, WORKFLOWS,
          NOTIFY, SECURITY);

  /**
   * The part of the file that an environment lays over it: every key is optional at every level.
   */
  public static final Section<ClConfig> OVERLAY =
      new Section<>(
          "environment",
          "environments.<name>",
          "The part that `--env <name>` lays over the file. Maps are joined key by key; lists and"
              + " texts are replaced. Mistakes are reported in all environments, missing"
              + " environment variables only in the chosen one.",
          COMMON.stream().<Key<ClConfig, ?>>map(Key::relaxed).toList());

  public static final Key<ClConfig, List<Values>> ENVIRONMENTS =
      Key.<ClConfig, List<Values>>hidden(
              "environments", Maps.partial(NameRule.NAME, () -> FileKeys.OVERLAY))
          .meaning("Variants of the file, chosen with `--env NAME`.");

  public static final Section<ClConfig> TOP =
      new Section<>(
          "file",
          "",
          "The whole file.",
          Stream.<Key<ClConfig, ?>>concat(COMMON.stream(), Stream.of(ENVIRONMENTS, INCLUDE))
              .toList());

  private FileKeys() {}

  /** All sections, in the order of the reference page. */
  public static List<Section<?>> sections() {
    return Stream.of(
            List.of(
                TOP,
                RedisKeys.REDIS,
                RoleKeys.ROLE,
                TaskKeys.TASK,
                ParamKeys.PARAM,
                RetriesKeys.RETRIES,
                CalendarKeys.CALENDAR,
                FactKeys.FACT,
                ScheduleKeys.SCHEDULE,
                StepKeys.STEP,
                WorkflowKeys.WORKFLOW,
                NotifyKeys.NOTIFY),
            SecurityKeys.SECTIONS,
            List.<Section<?>>of(
                DEFAULTS_SECTION, TaskKeys.DEFAULTS, ScheduleKeys.DEFAULTS, OVERLAY))
        .<Section<?>>flatMap(List::stream)
        .toList();
  }

  /** The maps that have a key, such as {@code tasks.<task>}; without those inside of these. */
  public static List<String> places(String keyName) {
    return Stream.of(
            TOP,
            RedisKeys.REDIS,
            RoleKeys.ROLE,
            TaskKeys.TASK,
            CalendarKeys.CALENDAR,
            ScheduleKeys.SCHEDULE,
            WorkflowKeys.WORKFLOW)
        .filter(section -> section.keyNames().contains(keyName))
        .map(Section::path)
        .toList();
  }

  /**
   * A configuration with every default written out, as maps, lists, texts, numbers and booleans;
   * secrets are {@link io.celeryroot.text.Mask#TEXT}. Written as YAML or JSON it is a cl.yaml that
   * means the same. Includes only those built-in tasks that {@code defaults} of the file changed.
   *
   * @return maps in the order of the reference page; can be changed
   */
  public static Map<String, Object> show(ClConfig config) {
    return TOP.show(config);
  }

  /** The tasks of the file, and the built-in ones that its defaults change. */
  private static Map<String, Object> shownTasks(ClConfig config) {
    Map<String, Object> tasks = mapped(config.tasks(), TaskKeys::show);
    BuiltInTasks.read(Optional.empty(), config.security())
        .forEach(
            (name, task) ->
                config
                    .task(name)
                    .filter(TaskDefinition::isBuiltIn)
                    .ifPresent(builtIn -> tasks.remove(name, TaskKeys.show(task))));
    return tasks;
  }

  private static <T> Map<String, Object> mapped(
      Map<String, T> values, Function<T, Map<String, Object>> show) {
    Map<String, Object> mapped = new LinkedHashMap<>();
    values.forEach((name, value) -> mapped.put(name, show.apply(value)));
    return mapped;
  }
}
