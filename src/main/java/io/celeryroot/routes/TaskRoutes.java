// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.Action;
import io.celeryroot.config.Durations;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.task.Programs;
import io.celeryroot.task.RouteNames;
import java.util.List;
import java.util.Map;

/** Routes that perform one attempt of a task. */
final class TaskRoutes {

  private static final String BEAN = "celeryrootTasks";
  private static final String RESULT =
      "Says how it ended: ok, failed (exit N), timed out, cancelled";

  private TaskRoutes() {}

  /** The route that all built-in tasks share, except the one that calls a bean. */
  static List<Map<String, Object>> builtIn() {
    return List.of(
        CamelRoute.ofAttempt(
                RouteNames.BUILT_IN,
                "Performs a built-in task, such as ping or install",
                "direct:" + RouteNames.BUILT_IN,
                map())
            .bean("prepare", "Builds the program and its environment", BEAN, "prepare")
            .to("run", "Runs the program of the task", "exec:" + RouteNames.BUILT_IN, exec())
            .bean("result", RESULT, BEAN, "result")
            .toMap());
  }

  private static Map<String, Object> exec() {
    Map<String, Object> options = map("commandExecutor", "#bean:celeryrootExec");
    options.put("binding", "#bean:celeryrootExec");
    return options;
  }

  static List<Map<String, Object>> of(TaskDefinition task) {
    String id = RouteNames.ofTask(task);
    CamelRoute route =
        CamelRoute.ofAttempt(id, description(task), "direct:" + id, map())
            .bean("prepare", preparation(task), BEAN, "prepare");
    return List.of(run(task, route).bean("result", RESULT, BEAN, "result").toMap());
  }

  private static CamelRoute run(TaskDefinition task, CamelRoute route) {
    if (task.action() instanceof Action.To to) {
      return route.to(
          "run",
          "The parameters are the body; at most " + Durations.format(task.timeout()),
          EnvironmentReferences.inUri(to.template()));
    }
    Map<String, Object> options = exec();
    options.put("timeout", String.valueOf(task.timeout().toMillis()));
    task.workdir()
        .filter(dir -> RouteNames.shown(dir).equals(dir))
        .ifPresent(dir -> options.put("workingDir", dir));
    String program = "exec:" + RouteNames.shown(Programs.program(task));
    return route.to("run", ProgramText.of(task), program, options);
  }

  private static String preparation(TaskDefinition task) {
    if (task.action() instanceof Action.To) {
      return "Takes the parameters of the job";
    }
    return task.params().isEmpty()
        ? "Builds the program and its environment"
        : "Fills the parameters into "
            + (task.action() instanceof Action.Script
                ? "the environment of the script"
                : "the arguments of the program");
  }

  private static String description(TaskDefinition task) {
    return "%s%s (%s)"
        .formatted(
            task.name(),
            task.description().isEmpty() ? "" : ": " + task.description(),
            task.isBuiltIn() ? "built in" : Origin.place(task.source()));
  }
}
