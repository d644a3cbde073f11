// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A route in the shape of Camel's YAML DSL, while it is put together. The ID of each step is that
 * of the route, a slash and a name.
 */
final class CamelRoute {

  private final String id;
  private final Map<String, Object> route;
  private final List<Map<String, Object>> steps = new ArrayList<>();

  private CamelRoute(String id, Map<String, Object> route) {
    this.id = id;
    this.route = route;
  }

  /** Begins a route whose failures are logged once, and which is tried again later. */
  static CamelRoute later(String id, String description, String uri, Map<String, Object> options) {
    return from(id, description, SharedParts.LATER, uri, options);
  }

  /** Begins a route that is a part of an attempt, whose failures its caller handles. */
  static CamelRoute ofAttempt(
      String id, String description, String uri, Map<String, Object> options) {
    return from(id, description, SharedParts.ATTEMPT, uri, options);
  }

  private static CamelRoute from(
      String id,
      String description,
      String configuration,
      String uri,
      Map<String, Object> options) {
    Map<String, Object> from = endpoint(map("uri", uri), options);
    Map<String, Object> route = map("id", id, "description", description);
    route.put("routeConfigurationId", configuration);
    route.put("from", from);
    CamelRoute begun = new CamelRoute(id, route);
    from.put("steps", begun.steps);
    return begun;
  }

  /** Puts steps together that stand inside another. */
  static List<Map<String, Object>> steps(String id, Consumer<CamelRoute> inner) {
    CamelRoute block = new CamelRoute(id, map());
    inner.accept(block);
    return block.steps;
  }

  private static Map<String, Object> endpoint(
      Map<String, Object> endpoint, Map<String, Object> options) {
    if (!options.isEmpty()) {
      endpoint.put("parameters", options);
    }
    return endpoint;
  }

  private Map<String, Object> step(String name, String description) {
    return map("id", id + "/" + name, "description", description);
  }

  private CamelRoute add(String verb, Map<String, Object> step) {
    steps.add(map(verb, step));
    return this;
  }

  CamelRoute bean(String name, String description, String ref, String method) {
    Map<String, Object> bean = step(name, description);
    bean.put("ref", ref);
    bean.put("method", method);
    return add("bean", bean);
  }

  CamelRoute to(String name, String description, String uri) {
    return to(name, description, uri, map());
  }

  CamelRoute to(String name, String description, String uri, Map<String, Object> options) {
    Map<String, Object> to = step(name, description);
    to.put("uri", uri);
    return add("to", endpoint(to, options));
  }

  /** Adds a step that waits, on the thread of the route. */
  CamelRoute delay(String name, String description, String millis) {
    Map<String, Object> delay = step(name, description);
    delay.put("constant", millis);
    delay.put("asyncDelayed", false);
    return add("delay", delay);
  }

  /** Adds a step whose URI Camel makes of each message. */
  CamelRoute toComputed(String name, String description, String uri) {
    Map<String, Object> to = step(name, description);
    to.put("uri", uri);
    return add("toD", to);
  }

  /** Adds steps that run for each part of the body. */
  CamelRoute forEach(String name, String description, Consumer<CamelRoute> inner) {
    Map<String, Object> split = step(name, description);
    split.put("simple", "${body}");
    split.put("steps", steps(id, inner));
    return add("split", split);
  }

  /** Lets the route wait for somebody who starts it. */
  CamelRoute notStarted() {
    route.put("autoStartup", false);
    return this;
  }

  Map<String, Object> toMap() {
    return map("route", route);
  }
}
