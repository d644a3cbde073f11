// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.workflow.OnFailure;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.config.workflow.Workflow;
import io.celeryroot.task.RouteNames;
import java.util.ArrayList;
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
        CamelYaml.route(
            ALL,
            "Every second while a workflow runs: goes on with each",
            SharedParts.LATER,
            CamelYaml.from(
                "scheduler:" + ALL,
                map("initialDelay", "0", "delay", PERIOD_MILLIS, "pollStrategy", "#" + BEAN),
                List.of(
                    CamelYaml.bean(
                        ALL + "/live", "Gathers the runs that have not ended", BEAN, "workflows"),
                    map(
                        "split",
                        map(
                            "id",
                            ALL + "/each",
                            "description",
                            "For each of these runs",
                            "simple",
                            "${body}",
                            "steps",
                            List.of(
                                CamelYaml.bean(
                                    ALL + "/choose",
                                    "Names the route that has the steps of the run",
                                    BEAN,
                                    "chooseRoute"),
                                map(
                                    "toD",
                                    map(
                                        "id",
                                        ALL + "/steps",
                                        "description",
                                        "Runs the route workflow.NAME, or the one below",
                                        "uri",
                                        "direct:${exchangeProperty.celeryrootWorkflow}")))))))),
        CamelYaml.route(
            OTHER,
            "For a run in waves by hand, and for one whose workflow has changed since it started",
            SharedParts.LATER,
            CamelYaml.from(
                "direct:" + OTHER,
                map(),
                List.of(
                    CamelYaml.bean(
                        OTHER + "/steps",
                        "Queues each step when the one before has ended",
                        BEAN,
                        "goOn")))));
  }

  /** The route of a workflow: its steps in their order. */
  Map<String, Object> of(Workflow workflow) {
    String id = "workflow." + RouteNames.of(workflow.name());
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (int i = 1; i <= workflow.steps().size(); i++) {
      Step step = workflow.steps().get(i - 1);
      nodes.add(
          new DueStep(config, step)
              .toNode(
                  id + "/" + i + "." + RouteNames.of(step.task()),
                  workflow.name(),
                  i,
                  rule(workflow, i)));
    }
    return CamelYaml.route(
        id, description(workflow), SharedParts.LATER, CamelYaml.from("direct:" + id, map(), nodes));
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
