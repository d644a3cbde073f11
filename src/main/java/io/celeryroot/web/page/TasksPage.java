// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.config.keys.BuiltInTasks;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.view.View;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks and workflows of the file, which somebody may start. */
final class TasksPage implements Page {

  private static final int PAGE = 100;

  private static final View<Workflow> WORKFLOWS =
      new View<Workflow>()
          .column("workflow", "WORKFLOW", Workflow::name)
          .column("steps", "STEPS", flow -> flow.steps().stream().map(Step::task).toList())
          .column("description", "DESCRIPTION", Workflow::description);

  private static final View<TaskDefinition> TASKS =
      new View<TaskDefinition>()
          .column("task", "TASK", TaskDefinition::name)
          .column("params", "PARAMETERS", task -> task.params().stream().map(Param::name).toList())
          .column("timeout_ms", "TIMEOUT", TaskDefinition::timeout)
          .column("description", "DESCRIPTION", TaskDefinition::description);

  @Override
  public PageContent answer(Site site, Query query) {
    List<TaskDefinition> wanted =
        site.config().tasks().values().stream()
            .filter(task -> !(task.isBuiltIn() && task.name().equals(BuiltInTasks.CONDITIONS)))
            .filter(task -> task.name().contains(query.get("q")))
            .toList();
    Paging<TaskDefinition> page = Paging.of(wanted, PAGE, query);
    List<Part> parts = new ArrayList<>();
    parts.add(
        Form.filter("/tasks", List.of(FormField.text("q", "Name contains", query.get("q"), ""))));
    parts.add(
        Rows.of(
            "",
            TASKS.grid(page.shown()),
            (heading, text) -> heading.equals("TASK") ? Address.of("/tasks", text) : "",
            "No task is like that."));
    parts.addAll(page.parts());
    List<Workflow> workflows =
        site.config().workflows().values().stream()
            .filter(workflow -> workflow.name().contains(query.get("q")))
            .toList();
    if (!workflows.isEmpty()) {
      parts.add(
          Rows.of(
              "Workflows",
              WORKFLOWS.grid(workflows),
              (heading, text) -> heading.equals("WORKFLOW") ? Address.of("/workflows", text) : "",
              ""));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("tasks", TASKS.documents(page.shown()));
    document.put("workflows", WORKFLOWS.documents(workflows));
    return PageContent.still("Tasks", "cl config show", parts, document);
  }
}
