// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import java.util.Map;

/** Route by which Beat or a worker hears of the orders of operators. */
final class ControlRoute {

  private static final String ID = "celeryroot.control";

  private ControlRoute() {}

  static Map<String, Object> of(ClConfig config) {
    Map<String, Object> subscription = map("command", "SUBSCRIBE", "channels", Keys.CONTROL);
    subscription.put("listenerContainer", "#bean:celeryrootChannel");
    return CamelRoute.later(
            ID,
            "When an operator has paused or drained a queue or a host: heeds it at once"
                + " (Redis: %s)".formatted(Origin.place(config.redis().source())),
            "spring-redis:" + HeartbeatRoute.address(config.redis().urlTemplate()),
            subscription)
        .bean(
            "read",
            "Reads the orders in Redis; what the message says counts for nothing",
            "celeryrootControl",
            "read")
        .toMap();
  }
}
