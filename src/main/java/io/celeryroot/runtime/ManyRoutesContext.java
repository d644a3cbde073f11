// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;

/**
 * A Camel context for thousands of routes. Camel compares the ids in each route of one step with
 * those in all others of it, which takes time and memory by the square of their number; here each
 * id is looked up once, and a hundred routes are a step.
 */
final class ManyRoutesContext extends DefaultCamelContext {

  /** Few enough to be compared with each other, and many enough to look seldom at all others. */
  private static final int STEP = 100;

  /** From so many on, what Camel asks of all others for each route that starts takes seconds. */
  private static final int MANY = 2000;

  /** What {@link #addInOneStep} has got so far; null while it does not run. */
  private List<RouteDefinition> collected;

  /** One that is not built yet, as {@link org.apache.camel.main.Main} wants it. */
  ManyRoutesContext() {
    super(false);
    getCamelContextExtension().setManagementMBeanAssembler(new SharedBeanInfos(this));
  }

  /**
   * Adds at once, at the end, the routes that the work adds: Camel looks for each that comes among
   * all that are there.
   *
   * @throws Exception that of the work, which has added nothing then; or Camel refuses a route
   */
  void addInOneStep(InFlightJobs work) throws Exception {
    collected = new ArrayList<>();
    try {
      work.run();
      super.addRouteDefinitions(collected);
    } finally {
      collected = null;
    }
  }

  /** Adds routes. */
  interface InFlightJobs {
    /** Does it. */
    void run() throws Exception;
  }

  @Override
  public void addRouteDefinitions(Collection<RouteDefinition> routes) throws Exception {
    if (collected == null) {
      super.addRouteDefinitions(routes);
    } else {
      collected.addAll(routes);
    }
  }

  /**
   * Creates routes, and starts them if the context runs.
   *
   * @throws FailedToStartRouteException an id is there twice; no route was created
   */
  @Override
  public void startRouteDefinitions(List<RouteDefinition> routes) throws Exception {
    RouteDefinitionHelper.forceAssignIds(getCamelContextReference(), routes);
    Set<String> ids = new HashSet<>();
    for (RouteDefinition route : routes) {
      checkIds(route, ids);
    }
    for (int from = 0; from < routes.size(); from += STEP) {
      super.startRouteDefinitions(routes.subList(from, Math.min(from + STEP, routes.size())));
    }
  }

  /**
   * All of them; but while many of them start, none to the thread that starts them. For each route
   * Camel asks what all others are doing, so as not to consume twice from one endpoint; those of
   * one start, which are all, it compares with each other before.
   */
  @Override
  public List<Route> getRoutes() {
    return isStarting() && isStartingRoutes() && getRoutesSize() > MANY
        ? List.of()
        : super.getRoutes();
  }

  private static void checkIds(RouteDefinition route, Set<String> known)
      throws FailedToStartRouteException {
    String prefix = route.getNodePrefixId() == null ? "" : route.getNodePrefixId();
    for (String id :
        ProcessorDefinitionHelper.gatherAllNodeIds(route, new ArrayList<>(), true, false)) {
      if (!id.startsWith("{{") && !known.add(prefix + id)) {
        throw new FailedToStartRouteException(
            route.getId(),
            "the id " + id + " is there twice; fix: give each route and each step one of its own");
      }
    }
  }
}
