// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.monitor.RunSummary;
import io.celeryroot.monitor.history.RunHistory;
import io.celeryroot.monitor.history.RunQuery;
import io.celeryroot.text.ShellWords;
import io.celeryroot.view.View;
import io.celeryroot.view.site.RunSummaryViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One workflow: its steps, its last runs, and a form that starts it. */
final class WorkflowPage implements Page {

  private static final int MOST_RUNS = 20;

  private static final View<Step> STEPS =
      new View<Step>()
          .column("task", "TASK", Step::task)
          .column("targets", "TARGETS", Step::targets)
          .column("if", "IF", Step::conditions);

  @Override
  public PageContent answer(Site site, Query query) {
    return Optional.ofNullable(site.config().workflows().get(query.name()))
        .map(workflow -> of(site, workflow))
        .orElseGet(
            () ->
                PageContent.missing(
                    "workflow", "cl config show", "No workflow " + query.name() + "."));
  }

  private static PageContent of(Site site, Workflow workflow) {
    List<RunSummary> runs =
        new RunHistory(site.redis(), site.config())
            .find(RunQuery.ofTask(workflow.name(), MOST_RUNS));
    List<Part> parts = new ArrayList<>();
    if (!workflow.description().isEmpty()) {
      parts.add(new Said("", List.of(Link.text(workflow.description()))));
    }
    parts.add(Rows.of("Its steps", STEPS.grid(workflow.steps()), ""));
    parts.add(PageAction.RUN_WORKFLOW.form(workflow.name()));
    parts.add(Rows.linked("Its last runs", RunSummaryViews.RUNS.grid(runs), "It has not run."));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("steps", STEPS.documents(workflow.steps()));
    document.put("runs", RunSummaryViews.RUNS.documents(runs));
    return PageContent.still(
        workflow.name(),
        ShellWords.about("cl workflow run --dry-run", workflow.name()),
        parts,
        document);
  }
}
