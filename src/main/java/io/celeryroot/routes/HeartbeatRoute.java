// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import io.celeryroot.config.ClConfig;
import java.net.URI;
import java.util.Map;

/** Route that sends the heartbeats of Beat or a worker. */
final class HeartbeatRoute {

  private static final String PERIOD_MILLIS = "5000";

  private HeartbeatRoute() {}

  static Map<String, Object> route(ClConfig config, String id, String description, String bean) {
    return CamelRoute.later(
            id,
            description + " (Redis: " + Origin.place(config.redis().source()) + ")",
            "scheduler:" + id,
            map("initialDelay", "0", "delay", PERIOD_MILLIS))
        .bean("say", "Gathers what it runs, how loaded it is, since when", bean, "heartbeat")
        .to(
            "store",
            "Stores it in Redis under the name of this host",
            "spring-redis:" + address(config.redis().urlTemplate()),
            map("command", "HSET", "redisTemplate", "#bean:celeryrootRedis"))
        .toMap();
  }

  /**
   * Host and port for a human reader; the connection itself comes from the template bean. If the
   * address is not plainly one host, or comes from the environment, the route leaves it to cl.yaml.
   */
  static String address(String urlTemplate) {
    try {
      URI uri = URI.create(urlTemplate);
      // A password may hold a slash, and the text before it is not a host.
      boolean isPlain =
          uri.getHost() != null
              && uri.getHost().matches("[A-Za-z0-9.-]+")
              && !uri.getPath().contains("@");
      return isPlain
          ? uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort())
          : "redis:6379";
    } catch (IllegalArgumentException e) {
      return "redis:6379";
    }
  }
}
