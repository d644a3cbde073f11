// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.ContextParts;
import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.ApplicationProperties;
import io.celeryroot.runtime.context.GeneratedFile;
import io.celeryroot.runtime.context.ManyRoutesContext;
import io.celeryroot.runtime.context.NoEndpointBeans;
import io.celeryroot.runtime.context.QuartzStore;
import io.celeryroot.runtime.context.QuartzThreads;
import io.celeryroot.runtime.management.CannotListen;
import io.celeryroot.runtime.management.Management;
import io.celeryroot.runtime.reload.RouteTexts;
import io.celeryroot.runtime.trace.TraceSettings;
import io.celeryroot.runtime.trace.Traces;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CliConnector;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Camel context that runs generated routes, exactly the text that {@code cl generate-routes}
 * writes. Confined to the thread that starts and closes it.
 */
final class CamelProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.management");

  /** Settings that make Camel start Quartz. */
  private static final String QUARTZ = "camel.component.quartz.";

  private final Main main = new ManyRoutesMain();
  private final BoundedStop stop = new BoundedStop(BoundedStop.PATIENCE);
  private final Optional<Management> management;
  private final Optional<Traces> traces;
  private volatile boolean isClosing;
  private volatile boolean hasLeftPort;

  CamelProcess(
      String name,
      ClConfig config,
      SortedMap<String, String> routes,
      Map<String, String> properties,
      JvmParts shared) {
    this(name, config, new CamelFiles(routes, RouteTexts.NONE), properties, shared);
  }

  /**
   * @param name name of the context, and so of its MBeans; unique in the JVM
   * @param config source of the routes
   * @param files routes to run
   * @param properties added to those of {@link ApplicationProperties}, and overriding them
   */
  CamelProcess(
      String name,
      ClConfig config,
      CamelFiles files,
      Map<String, String> properties,
      JvmParts shared) {
    Map<String, String> all = new LinkedHashMap<>(ApplicationProperties.of(config));
    if (files.mayUseQuartz()) {
      all.put(QUARTZ + "properties[org.quartz.threadPool.class]", QuartzThreads.class.getName());
      all.put(QUARTZ + "properties[org.quartz.jobStore.class]", QuartzStore.class.getName());
    } else {
      all.keySet().removeIf(setting -> setting.startsWith(QUARTZ));
    }
    all.putAll(properties);
    all.putAll(shared.settings().camelProperties());
    all.put("camel.main.name", name);
    all.forEach(main::addInitialProperty);
    // Only the generator's properties count, not files in the current directory.
    main.setDefaultPropertyPlaceholderLocation("false");
    if (!shared.isReachable()) {
      main.bind("celeryrootNoCliConnector", new NoCliConnector());
    }
    main.bind(ContextParts.CONFIG, config);
    main.bind(ContextParts.AVAILABILITY, shared.outage());
    main.bind(ContextParts.LISTENER, shared.latest());
    main.bind(ContextParts.TENURE, shared.tenure());
    this.traces = TraceSettings.open(System.getenv(), name);
    traces.ifPresent(open -> main.bind(ContextParts.SPANS, open.spans()));
    management = shared.management();
    main.addMainListener(new Loader(files, traces));
    management.ifPresent(port -> port.prepare(main));
  }

  /** The name of a context of the reading of the file with that number, from 1. */
  static String name(String first, int generation) {
    return generation == 1 ? first : first + "-" + generation;
  }

  /**
   * Starts the context and returns when all routes run.
   *
   * @throws RoutesRefused Camel cannot run them
   * @throws io.celeryroot.runtime.management.CannotListen the port is taken; nothing runs
   */
  void start() {
    // A method reference would load the class, and Micrometer with it, even without a port.
    management.ifPresent(port -> port.check());
    try {
      main.start();
    } catch (RuntimeException | LinkageError e) {
      // What failed half-way counts as stopped for Main.
      Optional.ofNullable(context()).ifPresent(CamelContext::stop);
      close();
      throw RoutesRefused.because(e);
    }
    management.ifPresent(this::announce);
  }

  private void announce(Management port) {
    try {
      LOG.info("{}: health, metrics, jolokia", port.address(context()));
      port.serveDashboard(context());
    } catch (CannotListen e) {
      main.stop();
      throw e;
    }
  }

  /** Makes a bean known to the routes. To be called before the start. */
  void bind(String name, Object bean) {
    main.bind(name, bean);
  }

  /** A bean that the routes use. */
  <T> T bean(String name, Class<T> type) {
    return context().getRegistry().lookupByNameAndType(name, type);
  }

  /** Address of the management port; empty if there is none, or it was left. */
  Optional<URI> managementAddress() {
    return management.filter(port -> !hasLeftPort).map(port -> port.address(context()));
  }

  /**
   * Closes the management port, hides from the camel command, and stops what begins the user's
   * routes; messages on their way go on.
   */
  void makeRoom() {
    management.filter(port -> !hasLeftPort).ifPresent(port -> port.leave(context()));
    hasLeftPort = true;
    connector().ifPresent(CliConnector::stop);
    stop.consumers(begins(this::isOwn));
  }

  /** Undoes that, except for the port. */
  void takeBack() {
    connector().ifPresent(CliConnector::start);
    begins(route -> isOwn(route) && !stop.isHanging(route))
        .forEach(route -> route.getConsumer().start());
  }

  /** Stops all that begins a route by itself, except those that take jobs. */
  void rest() {
    stop.consumers(begins(route -> !(route.getConsumer() instanceof RedisQueueConsumer)));
  }

  private Optional<CliConnector> connector() {
    return Optional.ofNullable(context().hasService(CliConnector.class));
  }

  private List<Route> begins(Predicate<Route> which) {
    return context().getRoutes().stream()
        .filter(route -> !CamelFiles.isCalled(route.getEndpoint().getEndpointUri()))
        .filter(which)
        .toList();
  }

  private boolean isOwn(Route route) {
    return !(route.getSourceResource() instanceof GeneratedFile);
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  /**
   * Registers an action for the case that somebody else stops the context, with {@code camel stop}
   * or JMX.
   */
  void onEnd(Runnable action) {
    main.getCamelContext()
        .addLifecycleStrategy(
            new LifecycleStrategySupport() {
              @Override
              public void onContextStopped(CamelContext context) {
                if (!isClosing) {
                  action.run();
                }
              }
            });
  }

  /** Stops the context and returns when all routes have stopped, gracefully or by force. */
  @Override
  public synchronized void close() {
    if (isClosing) {
      return;
    }
    isClosing = true;
    Optional.ofNullable(context()).ifPresentOrElse(this::stop, main::stop);
    management.ifPresent(port -> port.close());
    traces.ifPresent(open -> open.close());
  }

  private void stop(CamelContext context) {
    List<RedisQueueConsumer> takers =
        context.getRoutes().stream()
            .map(Route::getConsumer)
            .filter(RedisQueueConsumer.class::isInstance)
            .map(RedisQueueConsumer.class::cast)
            .toList();
    // A route of the user that does not stop keeps Camel from those behind it.
    takers.forEach(RedisQueueConsumer::prepareStop);
    Duration limit =
        Duration.ofSeconds(context.getShutdownStrategy().getTimeout()).plus(BoundedStop.PATIENCE);
    if (!stop.context(context, limit, main::stop)) {
      takers.forEach(RedisQueueConsumer::endJobs);
      stop.consumers(begins(route -> route.getConsumer() instanceof RedisQueueConsumer));
    }
  }

  private static final class ManyRoutesMain extends Main {

    @Override
    protected CamelContext createCamelContext() {
      CamelContext context = new ManyRoutesContext();
      context.getCamelContextExtension().setRegistry(registry);
      return context;
    }
  }

  private static final class Loader extends MainListenerSupport {

    private final CamelFiles files;
    private final Optional<Traces> traces;

    Loader(CamelFiles files, Optional<Traces> traces) {
      this.files = files;
      this.traces = traces;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
      main.getCamelContext()
          .getManagementStrategy()
          .setManagementObjectStrategy(new NoEndpointBeans());
      traces.ifPresent(open -> open.attachTo(main.getCamelContext()));
      files.load((ManyRoutesContext) main.getCamelContext());
    }
  }
}
