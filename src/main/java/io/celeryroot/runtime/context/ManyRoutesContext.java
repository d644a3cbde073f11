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
 * A Camel context for thousands of routes. Camel compares the IDs in each route of a step with
 * those in all other routes of it, which is quadratic in time and memory. This context looks up
 * each ID once and adds routes in steps of a hundred.
 */
final class ManyRoutesContext extends DefaultCamelContext {

  /**
   * Routes in a step: few enough to compare with each other, many enough to look seldom at all
   * others.
   */
  private static final int STEP = 100;

  /**
   * Number of routes from which Camel's questions to all others, at each start of a route, take
   * seconds.
   */
  private static final int MANY = 2000;

  /** Routes that {@link #addInOneStep} has collected so far; null while it does not run. */
  private List<RouteDefinition> collected;

  /** Creates a context that is not built yet, as {@link org.apache.camel.main.Main} expects. */
  ManyRoutesContext() {
    super(false);
    getCamelContextExtension().setManagementMBeanAssembler(new SharedBeanInfos(this));
  }

  /**
   * Collects the routes that the work adds, and adds them in one go at the end. Otherwise Camel
   * would search all present routes for each new one.
   *
   * @throws Exception the work fails and has added nothing, or Camel refuses a route
   */
  void addInOneStep(Registration work) throws Exception {
    collected = new ArrayList<>();
    try {
      work.run();
      super.addRouteDefinitions(collected);
    } finally {
      collected = null;
    }
  }

  /** Adds routes. */
  interface Registration {
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
   * @throws FailedToStartRouteException two routes have the same ID; no route was created
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
   * Returns all routes, but none to the thread that is starting many of them. At each start of a
   * route, Camel asks all others for their state, so as not to consume twice from one endpoint. It
   * has already compared the routes of one start, which are all, with each other.
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
            route.getId(), "two routes or steps have the id " + id + "; fix: give each its own");
      }
    }
  }
}
