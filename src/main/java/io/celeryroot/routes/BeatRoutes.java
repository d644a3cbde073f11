// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.routes.Node.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.task.RouteNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Routes of Beat: for each schedule, its clock and the path from a due instant to the queues. */
final class BeatRoutes {

  /**
   * Clock of the reconciler. Due instants are whole minutes, and the bean leaves those of the last
   * 5 seconds to the clock of the schedule.
   */
  private static final String RECONCILE_CRON = "6 * * * * ?";

  /**
   * ID of the reconciler's route. Routes of schedules, roles and tasks never begin with its first
   * word.
   */
  private static final String RECONCILE = "celeryroot.reconcile";

  private static final String RECOVER = "celeryroot.recover";
  private static final String RECOVER_PERIOD_MILLIS = "5000";
  private static final String BEAN = "celeryrootBeat";

  private BeatRoutes() {}

  /** Routes that exist once, whatever the schedules. */
  static List<Map<String, Object>> shared(ClConfig config) {
    return List.of(
        reconcileWhen(
            "celeryroot.reconcile.start",
            "At start: as once a minute",
            "timer:celeryroot.reconcile",
            map("delay", "0", "repeatCount", "1", "includeMetadata", "false")),
        reconcileWhen(
            "celeryroot.reconcile.cron",
            "Once a minute, when the schedules of that minute have had their time",
            "quartz:celeryroot/reconcile",
            map("cron", RECONCILE_CRON)),
        Node.route(
            RECONCILE,
            "Runs or records what was due and did not run",
            SharedParts.LATER,
            Node.from(
                "direct:" + RECONCILE,
                map(),
                List.of(
                    Node.bean(
                        RECONCILE + "/all",
                        "For each schedule: catches up by its policy, records the rest as missed",
                        BEAN,
                        "reconcile")))),
        Node.route(
            RECOVER,
            "Every 5 s: puts jobs of dead workers back in line, also where no other worker lives",
            SharedParts.LATER,
            Node.from(
                "scheduler:" + RECOVER,
                map("initialDelay", "0", "delay", RECOVER_PERIOD_MILLIS),
                List.of(
                    Node.bean(
                        RECOVER + "/all",
                        "For each queue: gives back what workers had claimed whose lease has ended",
                        BEAN,
                        "recover")))),
        Heartbeats.route(config, "celeryroot.beat", "Every 5 s: says that Beat lives", BEAN));
  }

  private static Map<String, Object> reconcileWhen(
      String id, String description, String uri, Map<String, Object> options) {
    return Node.route(
        id,
        description,
        SharedParts.LATER,
        Node.from(
            uri,
            options,
            List.of(
                Node.to(id + "/go", "Goes on in the route below", "direct:" + RECONCILE, map()))));
  }

  static List<Map<String, Object>> of(ClConfig config, Schedule schedule) {
    String id = "beat." + RouteNames.of(schedule.name());
    List<Map<String, Object>> routes = new ArrayList<>();
    List<String> expressions = schedule.cron().toQuartz();
    for (int i = 0; i < expressions.size(); i++) {
      routes.add(clock(schedule, id, expressions.get(i), i == 0 ? "" : "." + (i + 1)));
    }
    routes.add(run(config, schedule, id));
    return routes;
  }

  private static Map<String, Object> clock(
      Schedule schedule, String id, String expression, String suffix) {
    String clockId = id + ".cron" + suffix;
    Map<String, Object> clock =
        Node.route(
            clockId,
            "When %s may be due: %s in %s (%s)"
                .formatted(
                    schedule.name(),
                    schedule.cron().text(),
                    schedule.zone().getId(),
                    Origin.place(schedule.source())),
            SharedParts.LATER,
            Node.from(
                "quartz:schedules/" + RouteNames.of(schedule.name()) + suffix,
                map(
                    "cron",
                    expression,
                    "trigger.timeZone",
                    RouteNames.inUri(schedule.zone().getId())),
                List.of(
                    Node.to(
                        clockId + "/fire",
                        "Looks whether it is due, and queues its jobs",
                        "direct:" + id,
                        map()))));
    if (!schedule.enabled()) {
      route(clock).put("autoStartup", false);
    }
    return clock;
  }

  private static Map<String, Object> run(ClConfig config, Schedule schedule, String id) {
    List<Map<String, Object>> steps = new ArrayList<>();
    steps.add(
        Node.bean(
            id + "/due",
            "Names the run; stops here when it is paused or not due",
            BEAN,
            "due('" + RouteNames.of(schedule.name()) + "')"));
    steps.add(
        map(
            "removeHeaders",
            map(
                "id",
                id + "/clean",
                "description",
                "Forgets what the clock said",
                "pattern",
                "*")));
    for (QueueStep step : QueueStep.of(config, schedule)) {
      steps.add(
          Node.to(
              id + "/" + RouteNames.of(step.role().name()),
              step.description(),
              "redis-queue:" + RouteNames.inUri(step.role().queue()),
              step.options()));
    }
    steps.add(Node.bean(id + "/submitted", "Records that the run is queued", BEAN, "submitted"));
    return Node.route(
        id, description(schedule), SharedParts.LATER, Node.from("direct:" + id, map(), steps));
  }

  private static String description(Schedule schedule) {
    return "%s: %s on %s%s (%s)"
        .formatted(
            schedule.name() + (schedule.enabled() ? "" : " [not enabled]"),
            schedule.task(),
            String.join(", ", schedule.targets()),
            schedule.description().isEmpty() ? "" : ". " + schedule.description(),
            Origin.place(schedule.source()));
  }

  @SuppressWarnings("unchecked") // built by Node.route
  private static Map<String, Object> route(Map<String, Object> node) {
    return (Map<String, Object>) node.get("route");
  }
}
