// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import java.util.List;
import java.util.Map;

/** The fingerprint of the routes, the handling of failures in routes, and the route for orders. */
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

  private SharedParts() {}

  static List<Map<String, Object>> of(ClConfig config, String fingerprint) {
    Map<String, Object> bean = map("name", "celeryrootRoutes", "type", "java.net.URI");
    bean.put("constructors", map("0", fingerprint));
    Map<String, Object> onException = map("exception", List.of("java.lang.Exception"));
    onException.put("handled", map("constant", "true"));
    onException.put("steps", CamelRoute.steps(LATER, SharedParts::addLog));
    return List.of(
        map("beans", List.of(bean)),
        map(
            "routeConfiguration",
            map("id", LATER, "onException", List.of(map("onException", onException)))),
        map("routeConfiguration", map("id", ATTEMPT, "errorHandler", map("noErrorHandler", map()))),
        ControlRoute.of(config));
  }

  private static void addLog(CamelRoute steps) {
    steps.bean("failed", "Logs it: once while Redis is away", "celeryrootFailures", "log");
  }
}
