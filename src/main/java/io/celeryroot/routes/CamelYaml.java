// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.routes;

import static io.celeryroot.text.Yaml.map;

import java.util.List;
import java.util.Map;

/** The shapes of Camel's YAML DSL, as ordered maps. */
final class CamelYaml {

  private CamelYaml() {}

  static Map<String, Object> route(
      String id, String description, String configuration, Map<String, Object> from) {
    return map(
        "route",
        map(
            "id",
            id,
            "description",
            description,
            "routeConfigurationId",
            configuration,
            "from",
            from));
  }

  static Map<String, Object> from(
      String uri, Map<String, Object> parameters, List<Map<String, Object>> steps) {
    Map<String, Object> from = map("uri", uri);
    if (!parameters.isEmpty()) {
      from.put("parameters", parameters);
    }
    from.put("steps", steps);
    return from;
  }

  static Map<String, Object> to(
      String id, String description, String uri, Map<String, Object> parameters) {
    Map<String, Object> to = map("id", id, "description", description, "uri", uri);
    if (!parameters.isEmpty()) {
      to.put("parameters", parameters);
    }
    return map("to", to);
  }

  static Map<String, Object> bean(String id, String description, String ref, String method) {
    return map("bean", map("id", id, "description", description, "ref", ref, "method", method));
  }
}
