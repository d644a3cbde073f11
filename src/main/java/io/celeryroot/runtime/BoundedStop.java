// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what begins routes, some of them the user's, and goes on without one that does not stop.
 * Thread-safe.
 */
final class BoundedStop {

  /** Longest time for the consumers of a context; those of Camel stop at once. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.config");

  private final Duration patience;
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Throwable> failures = new ConcurrentHashMap<>();

  BoundedStop(Duration patience) {
    this.patience = patience;
  }

  /** Stops the consumers of routes, all at the same time. */
  void consumers(List<Route> routes) {
    Map<Route, Thread> stops = new HashMap<>();
    routes.stream()
        .filter(route -> !isHanging(route))
        .forEach(route -> stops.put(route, start(route.getRouteId(), route.getConsumer()::stop)));
    long end = System.nanoTime() + patience.toNanos();
    stops.forEach(
        (route, stop) -> {
          boolean hasEnded = hasEnded(stop, end);
          failure(stop)
              .ifPresent(e -> LOG.warn("{}: could not be stopped; going on", name(route), e));
          if (!hasEnded && hanging.add(route.getRouteId())) {
            LOG.warn(
                "{}: has not stopped for {} s; going on without it; fix: correct the component or"
                    + " bean that keeps it: thread \"{}\" in \"jcmd {} Thread.print\"",
                name(route),
                patience.toSeconds(),
                stop.getName(),
                ProcessHandle.current().pid());
          }
        });
  }

  /** Returns true if the consumer of a route was to stop, and has not. */
  boolean isHanging(Route route) {
    return hanging.contains(route.getRouteId());
  }

  /**
   * Does the work that stops a context.
   *
   * @param limit time after which it is left alone
   * @return false: it has not ended
   */
  boolean context(CamelContext context, Duration limit, Runnable work) {
    Thread stop = start(context.getName(), work);
    if (hasEnded(stop, System.nanoTime() + limit.toNanos())) {
      failure(stop)
          .ifPresent(e -> LOG.warn("{}: a part could not be stopped", context.getName(), e));
      return true;
    }
    List<String> open = new ArrayList<>();
    for (Route route : context.getRoutes()) {
      if (isHanging(route) || isStopping(route)) {
        open.add(name(route));
      }
    }
    LOG.warn(
        "stopping takes longer than {} s, and ends here; not stopped: {}; fix: correct the component"
            + " or bean that keeps it: thread \"{}\" in \"jcmd {} Thread.print\"",
        limit.toSeconds(),
        open.isEmpty() ? "a part of " + context.getName() : String.join(", ", open),
        stop.getName(),
        ProcessHandle.current().pid());
    return false;
  }

  private static boolean isStopping(Route route) {
    return route.getConsumer() instanceof StatefulService consumer && consumer.isStopping();
  }

  /** A daemon, which keeps no process alive. */
  private Thread start(String what, Runnable work) {
    Thread stop = new Thread(work, "stop-" + what);
    stop.setDaemon(true);
    stop.setUncaughtExceptionHandler(failures::put);
    stop.start();
    return stop;
  }

  private Optional<Throwable> failure(Thread stop) {
    return Optional.ofNullable(failures.remove(stop));
  }

  private static boolean hasEnded(Thread stop, long end) {
    try {
      stop.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !stop.isAlive();
  }

  private static String name(Route route) {
    return "route %s%s"
        .formatted(
            route.getRouteId(),
            Optional.ofNullable(route.getSourceResource())
                .map(Resource::getLocation)
                .map(" (%s)"::formatted)
                .orElse(""));
  }
}
