// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.task.RouteNames;
import java.util.List;
import java.util.Map;

/** Routes of a worker: for each of its roles, the path from the queue to the task. */
final class WorkerRoutes {

  /** Concurrency of as many jobs as the machine has cores. */
  private static final int CORES = 0;

  private WorkerRoutes() {}

  static List<Map<String, Object>> shared(ClConfig config) {
    return List.of(
        HeartbeatRoute.route(
            config,
            "celeryroot.worker",
            "Every 5 s: says that this worker lives and what it runs",
            "celeryrootWorker"));
  }

  static List<Map<String, Object>> of(Role role) {
    String id = "worker." + RouteNames.of(role.name());
    Map<String, Object> options = map("role", RouteNames.inUri(role.name()));
    options.put("host", "{{celeryroot.hostname:}}");
    options.put(
        "concurrency", "{{celeryroot.concurrency:" + role.concurrency().orElse(CORES) + "}}");
    return List.of(
        CamelRoute.ofAttempt(
                id, description(role), "redis-queue:" + RouteNames.inUri(role.queue()), options)
            .toComputed(
                "task",
                "Runs the route of the task that the job names",
                "direct:${exchangeProperty.celeryrootTask}")
            .toMap());
  }

  private static String description(Role role) {
    return "%s: takes jobs of this host (%s) when a slot is free, stores their results%s (%s)"
        .formatted(
            role.name(),
            String.join(", ", role.hostnames()),
            role.description().isEmpty() ? "" : ". " + role.description(),
            Origin.place(role.source()));
  }
}
