// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.Param;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.text.ShellWords;
import io.celeryroot.view.site.RunSummaryViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.part.FormField;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import java.util.ArrayList;
import java.util.List;

/** One task: its last runs, and a form that runs it. */
final class TaskPage implements Page {

  private static final int MOST_RUNS = 20;

  @Override
  public PageContent answer(Site site, Query query) {
    return site.config()
        .task(query.name())
        .map(task -> of(site, task))
        .orElseGet(
            () -> PageContent.missing("task", "cl config show", "No task " + query.name() + "."));
  }

  private static PageContent of(Site site, TaskDefinition task) {
    List<RunSummary> runs =
        new RunHistory(site.redis(), site.config()).find(RunQuery.ofTask(task.name(), MOST_RUNS));
    List<Part> parts = new ArrayList<>();
    if (!task.description().isEmpty()) {
      parts.add(new Said("", List.of(Link.text(task.description()))));
    }
    parts.add(form(site, task));
    parts.add(Rows.linked("Its last runs", RunSummaryViews.RUNS.grid(runs), "It has not run."));
    return PageContent.still(
        task.name(),
        ShellWords.with("cl task list", "--task", task.name()),
        parts,
        RunSummaryViews.RUNS.documents(runs));
  }

  private static Part form(Site site, TaskDefinition task) {
    List<FormField> fields = new ArrayList<>();
    fields.add(
        new FormField(
            PageAction.OPTION + "targets",
            "Roles or hosts",
            "text",
            "",
            List.of(),
            "",
            true,
            "separated by commas; roles: " + String.join(", ", site.config().roles().keySet()),
            ""));
    task.params().forEach(param -> fields.add(field(param)));
    fields.add(
        FormField.text(
            PageAction.OPTION + "if", "Only where", "", "a condition, such as disk_usage < 80%"));
    return PageAction.RUN_TASK.form(task.name(), fields.toArray(FormField[]::new));
  }

  private static FormField field(Param param) {
    String value = param.secret() ? "" : param.defaultValue().orElse("");
    String type = !param.choices().isEmpty() ? "choice" : param.secret() ? "password" : "text";
    boolean hasPattern = !param.many() && !param.secret();
    List<String> choices = new ArrayList<>(param.choices());
    if (!choices.isEmpty() && value.isEmpty()) {
      choices.add(0, "");
    }
    return new FormField(
        PageAction.PARAM + param.name(),
        param.name(),
        type,
        value,
        choices,
        hasPattern ? param.pattern().map(Object::toString).orElse("") : "",
        param.required(),
        param.description(),
        param.required() ? "choose one" : "no value");
  }
}
