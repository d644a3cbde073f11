// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupListener;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.impl.engine.RouteService;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.spi.RoutesBuilderLoader;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * A Camel context for thousands of routes. Camel compares the IDs in each route of a step with
 * those in all other routes of it, which is quadratic in time and memory. This context looks up
 * each ID once and adds routes in steps of a hundred.
 */
public final class ManyRoutesContext extends DefaultCamelContext {

  /**
   * Routes in a step: few enough to compare with each other, many enough to look seldom at all
   * others.
   */
  private static final int STEP = 100;

  /**
   * Number of routes from which they start after the context, one by one. Camel compares each route
   * that starts with all that start with it.
   */
  private static final int MANY = 1000;

  /** Name by which Camel finds the loader of generated files. */
  private static final String LOADER = DefaultRoutesLoader.ROUTES_LOADER_KEY_PREFIX + "camel.yaml";

  /** Routes that {@link #load} has collected so far; null while it does not run. */
  private List<RouteDefinition> collected;

  private final RouteFailures failures = new RouteFailures();

  /** Endpoints to start before the routes do. */
  private final Queue<Endpoint> deferred = new ConcurrentLinkedQueue<>();

  /** Routes to start after the context. */
  private final List<RouteService> late = new ArrayList<>();

  private boolean isCreatingMany;
  private volatile boolean isStartingLate;

  /** Name since the first route was created; null before. */
  private volatile String fixedName;

  /** Creates a context that is not built yet, as {@link org.apache.camel.main.Main} expects. */
  public ManyRoutesContext() {
    super(false);
    getCamelContextExtension().setManagementMBeanAssembler(new SharedBeanInfos(this));
  }

  @Override
  public void doInit() throws Exception {
    addStartupListener(new DeferredStart());
    if (!isMessageHistory()) {
      getCamelContextExtension()
          .setErrorHandlerFactory(
              new DefaultErrorHandlerDefinition()
                  .logExhaustedMessageHistory(false)
                  .logger(failures)
                  .onExceptionOccurred(failures));
      addLifecycleStrategy(new FailuresOfConsumers());
    }
    super.doInit();
  }

  /**
   * Returns the name without the lock that Camel takes. Each comparison of endpoints asks twice.
   */
  @Override
  public String getName() {
    String name = fixedName;
    return name == null ? super.getName() : name;
  }

  /**
   * Defers the start of a service. Camel keeps such services in a list that it searches for each
   * new one; endpoints, of which each route has two, are in the registry once anyway.
   */
  @Override
  public void deferStartService(Object object, boolean stopOnShutdown) {
    if (object instanceof Endpoint endpoint && !isStarted()) {
      deferred.add(endpoint);
    } else {
      super.deferStartService(object, stopOnShutdown);
    }
  }

  /** Has what begins a route of the user log its failures as the route does. */
  private final class FailuresOfConsumers extends LifecycleStrategySupport {

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
      for (Route route : routes) {
        boolean isOwn = !(route.getSourceResource() instanceof GeneratedFile);
        if (isOwn
            && route.getConsumer() instanceof DefaultConsumer consumer
            && consumer.getExceptionHandler() instanceof LoggingExceptionHandler) {
          consumer.setExceptionHandler(failures.of(route.getRouteId()));
        }
      }
    }
  }

  private final class DeferredStart implements StartupListener {

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
      for (Endpoint next = deferred.poll(); next != null; next = deferred.poll()) {
        try {
          ServiceHelper.startService(next);
        } catch (RuntimeException e) {
          throw new ResolveEndpointFailedException(next.getEndpointUri(), e);
        }
      }
    }
  }

  /**
   * Adds the routes of files. Collects them and adds them in one go at the end, since Camel
   * searches all present routes for each new one. Reads a step of files at a time, since Camel
   * keeps what it has parsed until all are read.
   *
   * @param files read in this order, but generated ones with beans and configurations first
   * @throws Exception Camel refuses a file or a route, and has added none
   */
  public void load(List<Resource> files) throws Exception {
    getRegistry().bind(LOADER, loader());
    RoutesLoader loader = PluginHelper.getRoutesLoader(this);
    List<Resource> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparing(file -> !hasBeans(file)));
    collected = new ArrayList<>();
    try {
      for (int from = 0; from < ordered.size(); from += STEP) {
        loader.loadRoutes(ordered.subList(from, Math.min(from + STEP, ordered.size())));
      }
      super.addRouteDefinitions(collected);
    } finally {
      collected = null;
    }
  }

  private RoutesBuilderLoader loader() {
    RoutesBuilderLoader loader = new GeneratedFilesLoader();
    loader.setCamelContext(this);
    ServiceHelper.startService(loader);
    return loader;
  }

  private static boolean hasBeans(Resource file) {
    return file instanceof GeneratedFile generated && generated.hasBeans();
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
    fixedName = super.getName();
    RouteDefinitionHelper.forceAssignIds(getCamelContextReference(), routes);
    Set<String> ids = new HashSet<>();
    for (RouteDefinition route : routes) {
      checkIds(route, ids);
    }
    isCreatingMany = routes.size() >= MANY && !isStarted();
    try {
      for (int from = 0; from < routes.size(); from += STEP) {
        super.startRouteDefinitions(routes.subList(from, Math.min(from + STEP, routes.size())));
      }
    } finally {
      isCreatingMany = false;
    }
  }

  /** Starts a route that was created, or keeps it for later while many are created. */
  @Override
  public void startRouteService(RouteService route, boolean addingRoutes) throws Exception {
    if (isCreatingMany) {
      late.add(route);
    } else {
      super.startRouteService(route, addingRoutes);
    }
  }

  /** Starts the context, and when that is done, the routes if they are many. */
  @Override
  public void start() {
    super.start();
    if (isStarted() && !late.isEmpty()) {
      isStartingLate = true;
      try {
        startLate();
      } catch (Exception e) {
        throw RuntimeCamelException.wrapRuntimeCamelException(e);
      } finally {
        isStartingLate = false;
        late.clear();
      }
    }
  }

  /** Starts routes; the list that Camel searches at each start is emptied meanwhile. */
  private void startLate() throws Exception {
    checkConsumers();
    List<RouteStartupOrder> order = getCamelContextExtension().getRouteStartupOrder();
    List<RouteStartupOrder> started = new ArrayList<>();
    try {
      for (RouteService route : late) {
        super.startRouteService(route, true);
        if (order.size() >= STEP) {
          started.addAll(order);
          order.clear();
        }
      }
    } finally {
      order.addAll(0, started);
    }
  }

  private void checkConsumers() throws FailedToStartRouteException {
    Set<Endpoint> consumed = new HashSet<>();
    for (RouteService route : late) {
      Endpoint endpoint = route.getRoute().getEndpoint();
      boolean isShared =
          endpoint instanceof MultipleConsumersSupport many && many.isMultipleConsumersSupported();
      if (!isShared && !consumed.add(endpoint)) {
        throw new FailedToStartRouteException(
            route.getId(), "Multiple consumers for the same endpoint is not allowed: " + endpoint);
      }
    }
  }

  /**
   * Returns all routes, but none to the thread that is starting many of them. At each start of a
   * route, Camel asks all others for their state, so as not to consume twice from one endpoint. It
   * has already compared the routes of one start, which are all, with each other.
   */
  @Override
  public List<Route> getRoutes() {
    return (isStarting() || isStartingLate) && isStartingRoutes() ? List.of() : super.getRoutes();
  }

  @Override
  protected ShutdownStrategy createShutdownStrategy() {
    return new EndOfStarted();
  }

  /**
   * Leaves only routes that did not start to be looked for when the context stops. For each route
   * that it knows, Camel searches the list of those that started. A context that has stopped is not
   * started again.
   */
  private final class EndOfStarted extends DefaultShutdownStrategy {

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes)
        throws Exception {
      List<RouteStartupOrder> started = List.copyOf(routes);
      super.shutdownForced(context, started);
      started.forEach(order -> getRouteServices().remove(order.getRoute().getId()));
    }
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
