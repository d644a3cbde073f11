// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.routes.Node.map;

import java.util.List;
import java.util.Map;

/** The beans that routes name, and the handling of failures in routes. */
final class SharedParts {

  /**
   * Route configuration for failures of Beat's and heartbeat routes: logged once, and retried
   * later.
   */
  static final String LATER = "celeryroot.later";

  /**
   * Route configuration for failures of an attempt, which go back to the consumer. It handles them.
   */
  static final String ATTEMPT = "celeryroot.attempt";

  private static final String PACKAGE = "io.celeryroot.camel.";

  private SharedParts() {}

  static List<Map<String, Object>> of(String fingerprint) {
    return List.of(
        map(
            "beans",
            List.of(
                map(
                    "name",
                    "celeryroot",
                    "type",
                    PACKAGE + "Celeryroot",
                    "constructors",
                    map("0", "{{celeryroot.config:cl.yaml}}"),
                    "destroyMethod",
                    "close"),
                map(
                    "name",
                    "celeryrootRoutes",
                    "type",
                    "io.celeryroot.runtime.RoutesCheck",
                    "constructors",
                    map("0", "#bean:celeryroot", "1", fingerprint)),
                bean("celeryrootBeat", "BeatSteps"),
                bean("celeryrootWorker", "WorkerSteps"),
                bean("celeryrootTasks", "TaskSteps"),
                map(
                    "name",
                    "celeryrootExec",
                    "type",
                    PACKAGE + "CeleryrootExec",
                    "destroyMethod",
                    "close"),
                closed(bean("celeryrootRedis", "SpringRedisTemplate")))),
        map(
            "routeConfiguration",
            map(
                "id",
                LATER,
                "onException",
                List.of(
                    map(
                        "onException",
                        map(
                            "exception",
                            List.of("java.lang.Exception"),
                            "handled",
                            map("constant", "true"),
                            "steps",
                            List.of(
                                Node.bean(
                                    "celeryroot.later/failed",
                                    "Logs it: once while Redis is away",
                                    "celeryroot",
                                    "failed"))))))),
        map(
            "routeConfiguration",
            map("id", ATTEMPT, "errorHandler", map("noErrorHandler", map()))));
  }

  private static Map<String, Object> bean(String name, String type) {
    return map("name", name, "type", PACKAGE + type, "constructors", map("0", "#bean:celeryroot"));
  }

  private static Map<String, Object> closed(Map<String, Object> bean) {
    bean.put("destroyMethod", "close");
    return bean;
  }
}
