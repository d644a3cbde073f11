// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Durations;
import io.celeryroot.config.RunOn;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.workflow.Step;
import io.celeryroot.task.RouteNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Routes of Beat: for each schedule, its clock and the step that queues a due run. */
final class BeatRoutes {

  /**
   * Clock of the reconciler. Due instants are whole minutes, and the bean leaves those of the last
   * 5 seconds to the clock of the schedule.
   */
  private static final String RECONCILE_CRON = "6 * * * * ?";

  /** In the middle of a second, since due instants are whole seconds. */
  private static final String RECONCILE_DELAY_MILLIS = "500";

  /**
   * ID of the reconciler's route. Routes of schedules, roles and tasks never begin with its first
   * word.
   */
  private static final String RECONCILE = "celeryroot.reconcile";

  /** A clock that starts while others run is due at once; by default half a second later. */
  private static final String NO_DELAY = "0";

  private static final String RECOVER = "celeryroot.recover";
  private static final String RECOVER_PERIOD_MILLIS = "5000";
  private static final String BEAN = "celeryrootBeat";

  private final ClConfig config;
  private final Map<Aim, DueStep> steps = new HashMap<>();

  /** Schedules of one aim go to the same hosts. */
  private record Aim(List<String> targets, Optional<RunOn> runOn, String task) {}

  BeatRoutes(ClConfig config) {
    this.config = config;
  }

  /** Routes that exist once, whatever the schedules. */
  List<Map<String, Object>> shared() {
    return Stream.concat(own().stream(), WorkflowRoutes.shared().stream()).toList();
  }

  private List<Map<String, Object>> own() {
    return List.of(
        reconcile(
            CamelRoute.later(
                RECONCILE + ".start",
                "At start: as once a minute",
                "timer:celeryroot.reconcile",
                map("delay", "0", "repeatCount", "1", "includeMetadata", "false"))),
        reconcile(
            CamelRoute.later(
                    RECONCILE + ".cron",
                    "Once a minute, when the schedules of that minute have had their time",
                    "quartz:celeryroot/reconcile",
                    map("cron", RECONCILE_CRON))
                .delay(
                    "wait",
                    "Half a second, since schedules are due at full ones",
                    RECONCILE_DELAY_MILLIS)),
        CamelRoute.later(
                RECONCILE,
                "Runs or records what was due and did not run",
                "direct:" + RECONCILE,
                map())
            .bean(
                "all",
                "For each schedule: catches up by its policy, records the rest as missed",
                BEAN,
                "reconcile")
            .toMap(),
        CamelRoute.later(
                RECOVER,
                "Every 5 s: puts jobs of dead workers back in line, also where no other worker lives",
                "scheduler:" + RECOVER,
                map("initialDelay", "0", "delay", RECOVER_PERIOD_MILLIS))
            .bean(
                "all",
                "For each queue: gives back what workers had claimed whose lease has ended",
                BEAN,
                "recover")
            .toMap(),
        HeartbeatRoute.route(config, "celeryroot.beat", "Every 5 s: says that Beat lives", BEAN));
  }

  private static Map<String, Object> reconcile(CamelRoute clock) {
    return clock.to("go", "Goes on in the route below", "direct:" + RECONCILE).toMap();
  }

  /** One route for each Quartz expression that the schedule needs. */
  List<Map<String, Object>> of(Schedule schedule) {
    if (schedule.isByHand()) {
      return List.of();
    }
    List<Map<String, Object>> routes = new ArrayList<>();
    List<String> expressions = schedule.timetable().toQuartz();
    for (int i = 0; i < expressions.size(); i++) {
      routes.add(route(schedule, expressions.get(i), i == 0 ? "" : "." + (i + 1)));
    }
    return routes;
  }

  private Map<String, Object> route(Schedule schedule, String expression, String suffix) {
    String name = RouteNames.of(schedule.name()) + suffix;
    Map<String, Object> clock = map("cron", expression);
    clock.put("trigger.timeZone", RouteNames.inUri(schedule.timetable().quartzZone().getId()));
    clock.put("triggerStartDelay", NO_DELAY);
    CamelRoute route =
        CamelRoute.later("beat." + name, description(schedule), "quartz:schedules/" + name, clock);
    if (schedule.workflow().isPresent()) {
      DueStep.addWorkflowTo(route, schedule.name());
    } else {
      steps
          .computeIfAbsent(
              new Aim(schedule.targets(), schedule.runOn(), schedule.task()),
              aim -> new DueStep(config, schedule.steps().get(0)))
          .addTo(route, schedule.name());
    }
    return (schedule.enabled() ? route : route.notStarted()).toMap();
  }

  private static String description(Schedule schedule) {
    return "%s: %s on %s, when due: %s in %s%s%s%s (%s)"
        .formatted(
            schedule.name() + (schedule.enabled() ? "" : " [not enabled]"),
            String.join(", then ", schedule.steps().stream().map(Step::task).toList()),
            String.join(", ", schedule.allTargets()),
            schedule.timetable().text(),
            schedule.zone().getId(),
            schedule
                .splay()
                .map(splay -> ", each within " + Durations.format(splay.span()) + " of that")
                .orElse(""),
            schedule.conditions().isEmpty()
                ? ""
                : "; each host starts it only if " + schedule.conditions().text(),
            schedule.description().isEmpty() ? "" : ". " + schedule.description(),
            Origin.place(schedule.source()));
  }
}
