// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.view.View;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Field;
import io.celeryroot.web.part.Form;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import java.util.ArrayList;
import java.util.List;

/** The tasks of the file. */
final class TasksPage implements Page {

  private static final int PAGE = 100;

  private static final View<TaskDefinition> TASKS =
      new View<TaskDefinition>()
          .column("task", "TASK", TaskDefinition::name)
          .column("params", "PARAMETERS", task -> task.params().stream().map(Param::name).toList())
          .column("timeout_ms", "TIMEOUT", TaskDefinition::timeout)
          .column("description", "DESCRIPTION", TaskDefinition::description);

  @Override
  public Answer answer(Site site, Query query) {
    List<TaskDefinition> wanted =
        site.config().tasks().values().stream()
            .filter(task -> task.name().contains(query.get("q")))
            .toList();
    Paging<TaskDefinition> page = Paging.of(wanted, PAGE, query);
    List<Part> parts = new ArrayList<>();
    parts.add(Form.filter("/tasks", List.of(Field.text("q", "Name contains", query.get("q"), ""))));
    parts.add(
        Rows.of(
            "",
            TASKS.grid(page.shown()),
            (heading, text) -> heading.equals("TASK") ? Address.of("/tasks", text) : "",
            "No task is like that."));
    parts.addAll(page.parts());
    return Answer.still("Tasks", "cl config show", parts, TASKS.documents(page.shown()));
  }
}
