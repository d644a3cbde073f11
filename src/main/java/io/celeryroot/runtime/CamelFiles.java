// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.runtime.context.GeneratedFile;
import io.celeryroot.runtime.context.ManyRoutesContext;
import io.celeryroot.runtime.reload.RouteTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * Files that one context loads.
 *
 * @param generated file name to text
 * @param own the user's files, without generated ones
 * @param isOwnOnCall true: of the user's routes only those start that others call
 */
record CamelFiles(SortedMap<String, String> generated, RouteTexts own, boolean isOwnOnCall) {

  CamelFiles(SortedMap<String, String> generated, RouteTexts own) {
    this(generated, own, false);
  }

  /** Returns true if a route may be a clock: one of a schedule, or of the user. */
  boolean mayUseQuartz() {
    return !own.texts().isEmpty()
        || generated.values().stream().anyMatch(text -> text.contains("quartz:"));
  }

  /**
   * Loads all files in one step, before the context starts, so that no route starts before its
   * beans exist.
   *
   * @throws RoutesRefused Camel cannot read one of them
   */
  void load(ManyRoutesContext context) {
    List<Resource> resources = new ArrayList<>();
    // Routes start in this order: one that cannot, and what jobs call, before jobs are taken.
    own.texts().forEach((file, text) -> resources.add(new OwnFile(file, text)));
    generated.forEach((name, text) -> resources.add(new GeneratedFile(name, text)));
    try {
      context.load(resources);
      if (isOwnOnCall) {
        context.getRouteDefinitions().stream()
            .filter(route -> route.getResource() != null && !isGenerated(route))
            .filter(route -> !isCalled(route.getEndpointUrl()))
            .forEach(route -> route.setAutoStartup("false"));
      }
    } catch (Exception e) {
      throw RoutesRefused.because(e);
    }
  }

  /** Returns true for a route that others call, which does not begin by itself. */
  static boolean isCalled(String endpoint) {
    return endpoint.matches("(direct|seda):.*");
  }

  private boolean isGenerated(RouteDefinition route) {
    return route.getResource() instanceof GeneratedFile;
  }
}
