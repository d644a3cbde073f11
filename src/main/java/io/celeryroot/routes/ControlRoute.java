// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import java.util.List;
import java.util.Map;

/** Route by which Beat or a worker hears of the orders of operators. */
final class ControlRoute {

  private static final String ID = "celeryroot.control";

  private ControlRoute() {}

  static Map<String, Object> of(ClConfig config) {
    return CamelYaml.route(
        ID,
        "When an operator has paused or drained a queue or a host: heeds it at once"
            + " (Redis: %s)".formatted(Origin.place(config.redis().source())),
        SharedParts.LATER,
        CamelYaml.from(
            "spring-redis:" + HeartbeatRoute.address(config.redis().urlTemplate()),
            map(
                "command",
                "SUBSCRIBE",
                "channels",
                Keys.CONTROL,
                "listenerContainer",
                "#bean:celeryrootChannel"),
            List.of(
                CamelYaml.bean(
                    ID + "/read",
                    "Reads the orders in Redis; what the message says counts for nothing",
                    "celeryrootControl",
                    "read"))));
  }
}
