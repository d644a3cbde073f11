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

  static List<Map<String, Object>> of(TaskDefinition task) {
    String id = "task." + RouteNames.of(task.name());
    return List.of(
        CamelYaml.route(
            id,
            description(task),
            SharedParts.ATTEMPT,
            CamelYaml.from(
                "direct:" + id,
                map(),
                List.of(
                    CamelYaml.bean(id + "/prepare", preparation(task), BEAN, "prepare"),
                    run(task, id + "/run"),
                    CamelYaml.bean(id + "/result", RESULT, BEAN, "result")))));
  }

  private static Map<String, Object> run(TaskDefinition task, String id) {
    if (task.action() instanceof Action.To to) {
      return CamelYaml.to(
          id,
          "The parameters are the body; at most " + Durations.format(task.timeout()),
          EnvironmentReferences.inUri(to.template()),
          map());
    }
    Map<String, Object> options =
        map(
            "commandExecutor",
            "#bean:celeryrootExec",
            "binding",
            "#bean:celeryrootExec",
            "timeout",
            String.valueOf(task.timeout().toMillis()));
    task.workdir()
        .filter(dir -> RouteNames.shown(dir).equals(dir))
        .ifPresent(dir -> options.put("workingDir", dir));
    return CamelYaml.to(
        id, ProgramText.of(task), "exec:" + RouteNames.shown(Programs.program(task)), options);
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
