// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.task.RouteNames;
import java.util.List;
import java.util.Map;

/** Routes of Beat for workflows: each step is a node, which queues its jobs when it is its turn. */
final class WorkflowRoutes {

  private static final String ALL = "celeryroot.workflows";
  private static final String OTHER = "celeryroot.workflow";
  private static final String PERIOD_MILLIS = "1000";
  private static final String BEAN = "celeryrootBeat";

  private final ClConfig config;

  WorkflowRoutes(ClConfig config) {
    this.config = config;
  }

  /** Routes that exist once, whatever the workflows. */
  static List<Map<String, Object>> shared() {
    return List.of(
        CamelRoute.later(
                ALL,
                "Every second while a workflow runs: goes on with each",
                "scheduler:" + ALL,
                map("initialDelay", "0", "delay", PERIOD_MILLIS, "pollStrategy", "#" + BEAN))
            .bean("live", "Gathers the runs that have not ended", BEAN, "workflows")
            .forEach("each", "For each of these runs", WorkflowRoutes::addSteps)
            .toMap(),
        CamelRoute.later(
                OTHER,
                "For a run in waves by hand, and for one whose workflow has changed since it started",
                "direct:" + OTHER,
                map())
            .bean("steps", "Queues each step when the one before has ended", BEAN, "goOn")
            .toMap());
  }

  private static void addSteps(CamelRoute run) {
    run.bean("choose", "Names the route that has the steps of the run", BEAN, "chooseRoute")
        .toComputed(
            "steps",
            "Runs the route workflow.NAME, or the one below",
            "direct:${exchangeProperty.celeryrootWorkflow}");
  }

  /** The route of a workflow: its steps in their order. */
  Map<String, Object> of(Workflow workflow) {
    String id = "workflow." + RouteNames.of(workflow.name());
    CamelRoute route = CamelRoute.later(id, description(workflow), "direct:" + id, map());
    for (int i = 1; i <= workflow.steps().size(); i++) {
      new DueStep(config, workflow.steps().get(i - 1))
          .addTo(route, workflow.name(), i, rule(workflow, i));
    }
    return route.toMap();
  }

  private static String rule(Workflow workflow, int number) {
    Step step = workflow.steps().get(number - 1);
    String waves =
        step.batch()
            .map(
                size ->
                    "; in waves of %s, none after %d failed".formatted(size, step.maxFailures()))
            .orElse("");
    String conditions =
        step.conditions().isEmpty()
            ? ""
            : "; each host starts it only if " + String.join(", ", step.conditions());
    return waves + "; " + start(workflow, number) + conditions;
  }

  private static String start(Workflow workflow, int number) {
    Step step = workflow.steps().get(number - 1);
    if (step.always()) {
      return "always, when the steps before have ended";
    }
    if (number == 1) {
      return "once, however often this run comes by";
    }
    boolean isStrict = workflow.steps().get(number - 2).onFailure() == OnFailure.STOP;
    return isStrict
        ? "when step %d has ended well".formatted(number - 1)
        : "when step %d has ended".formatted(number - 1);
  }

  private static String description(Workflow workflow) {
    return "%s: %s%s (%s)"
        .formatted(
            workflow.name(),
            workflow.steps().size() == 1
                ? "1 step"
                : workflow.steps().size() + " steps, one after the other",
            workflow.description().isEmpty() ? "" : ". " + workflow.description(),
            Origin.place(workflow.source()));
  }
}
