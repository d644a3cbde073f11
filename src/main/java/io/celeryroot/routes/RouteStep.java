// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A step of a generated route, for a drawing of it.
 *
 * @param route ID of the route
 * @param depth 0: what the route consumes from; one more inside each block
 * @param verb such as {@code from}, {@code to} or {@code choice}
 * @param text URI, expression or ID; empty text: none
 */
public record RouteStep(String route, int depth, String verb, String text) {

  private static final List<String> TEXTS = List.of("uri", "simple", "ref", "id");

  /** Lists the steps of the routes of a schedule in their order. */
  public static List<RouteStep> of(ClConfig config, Schedule schedule) {
    List<RouteStep> steps = new ArrayList<>();
    for (Map<String, Object> part : RouteGenerator.partsOf(config, schedule)) {
      if (part.get("route") instanceof Map<?, ?> route
          && route.get("from") instanceof Map<?, ?> from) {
        String id = String.valueOf(route.get("id"));
        steps.add(new RouteStep(id, 0, "from", text(from)));
        add(steps, id, 1, from.get("steps"));
      }
    }
    return steps;
  }

  private static void add(List<RouteStep> steps, String route, int depth, Object block) {
    if (block instanceof List<?> list) {
      list.forEach(one -> add(steps, route, depth, one));
    } else if (block instanceof Map<?, ?> map) {
      map.forEach(
          (verb, body) -> {
            if (body instanceof Map<?, ?> inner) {
              steps.add(new RouteStep(route, depth, String.valueOf(verb), text(inner)));
              add(steps, route, depth + 1, inner.get("steps"));
            }
          });
    }
  }

  private static String text(Map<?, ?> body) {
    return TEXTS.stream()
        .map(body::get)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse("");
  }
}
