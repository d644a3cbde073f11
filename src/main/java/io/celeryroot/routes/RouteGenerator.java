// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.BuiltInTasks;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.task.RouteNames;
import io.celeryroot.text.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generates the routes that run from cl.yaml. {@code cl generate-routes} writes the text that Beat
 * and the workers load.
 *
 * <p>The text never holds values of parameters, environments or passwords; the beans that the
 * routes name take them from cl.yaml at start-up. Pure and thread-safe.
 */
public final class RouteGenerator {

  /**
   * Extension of route files. Camel treats everything after the first dot as the extension, so
   * names have no other dot.
   */
  private static final String EXTENSION = ".camel.yaml";

  private RouteGenerator() {}

  /** Generates all files: name to text, sorted by name. */
  public static SortedMap<String, String> generate(ClConfig config) {
    Origin origin = new Origin(config.file());
    SortedMap<String, String> files = routes(config, origin);
    put(files, origin, "celeryroot", SharedParts.of(config, Fingerprint.of(files)));
    files.put("application.properties", origin.header() + ApplicationProperties.text(config));
    return Collections.unmodifiableSortedMap(files);
  }

  /** Generates the routes of one schedule, which {@link #generate} has in the same words. */
  public static String ofSchedule(ClConfig config, Schedule schedule) {
    SortedMap<String, String> files = new TreeMap<>();
    put(files, new Origin(config.file()), "one", partsOf(config, schedule));
    return String.join("", files.values());
  }

  /** The routes of one schedule as maps. */
  static List<Map<String, Object>> partsOf(ClConfig config, Schedule schedule) {
    return parts(schedule, new BeatRoutes(config), new WorkflowRoutes(config));
  }

  private static List<Map<String, Object>> parts(
      Schedule schedule, BeatRoutes beat, WorkflowRoutes workflows) {
    List<Map<String, Object>> parts = new ArrayList<>(beat.of(schedule));
    schedule.workflow().map(workflows::of).ifPresent(parts::add);
    return parts;
  }

  /**
   * Fingerprint that distinguishes the routes of two configurations; {@code celeryroot.camel.yaml}
   * holds it. Depends only on the text of the routes.
   */
  public static String fingerprint(ClConfig config) {
    return Fingerprint.of(routes(config, new Origin(config.file())));
  }

  private static SortedMap<String, String> routes(ClConfig config, Origin origin) {
    SortedMap<String, String> files = new TreeMap<>();
    BeatRoutes beat = new BeatRoutes(config);
    WorkflowRoutes workflows = new WorkflowRoutes(config);
    NotifyRoutes notify = new NotifyRoutes(config);
    put(files, origin, "beat", joined(beat.shared(), notify.ofBeat()));
    put(files, origin, "worker", joined(WorkerRoutes.shared(config), notify.ofWorker()));
    notify.all().forEach((name, routes) -> put(files, origin, name, routes));
    for (Schedule schedule : config.schedules().values()) {
      String name = "beat-" + RouteNames.of(schedule.name());
      put(files, origin, name, parts(schedule, beat, workflows));
    }
    for (Workflow workflow : config.workflows().values()) {
      String name = "beat-" + RouteNames.of(workflow.name());
      put(files, origin, name, List.of(workflows.of(workflow)));
    }
    for (Role role : config.roles().values().stream().filter(r -> !r.isCelery()).toList()) {
      put(files, origin, "worker-" + RouteNames.of(role.name()), WorkerRoutes.of(role));
    }
    put(files, origin, "task", TaskRoutes.builtIn());
    config
        .task(BuiltInTasks.CONDITIONS)
        .filter(TaskDefinition::isBuiltIn)
        .ifPresent(task -> put(files, origin, "task-" + task.name(), TaskRoutes.of(task)));
    for (TaskDefinition task : config.ownTasks()) {
      put(files, origin, "task-" + RouteNames.of(task.name()), TaskRoutes.of(task));
    }
    return files;
  }

  private static List<Map<String, Object>> joined(
      List<Map<String, Object>> some, List<Map<String, Object>> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Selects the routes that Beat runs from all files. */
  public static SortedMap<String, String> forBeat(SortedMap<String, String> files) {
    return select(files, List.of("beat" + EXTENSION), List.of("beat-", NotifyRoutes.FILE));
  }

  /** Selects the routes that a worker of these roles runs from all files. */
  public static SortedMap<String, String> forWorker(
      SortedMap<String, String> files, List<String> roles) {
    List<String> own =
        roles.stream().map(role -> "worker-" + RouteNames.of(role) + EXTENSION).toList();
    SortedMap<String, String> selected =
        select(files, own, List.of("task", NotifyRoutes.FILE + "file"));
    selected.put("worker" + EXTENSION, files.get("worker" + EXTENSION));
    return selected;
  }

  private static SortedMap<String, String> select(
      SortedMap<String, String> files, List<String> names, List<String> prefixes) {
    SortedMap<String, String> selected = new TreeMap<>(files);
    selected
        .keySet()
        .removeIf(
            name ->
                !name.equals("celeryroot" + EXTENSION)
                    && !names.contains(name)
                    && prefixes.stream().noneMatch(name::startsWith));
    return selected;
  }

  private static void put(
      SortedMap<String, String> files, Origin origin, String name, List<?> content) {
    files.put(
        name + EXTENSION,
        origin.header()
            + content.stream()
                .map(part -> Yaml.write(List.of(part)))
                .collect(Collectors.joining("\n")));
  }
}
