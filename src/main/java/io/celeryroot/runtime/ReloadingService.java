// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.diff.Change;
import io.celeryroot.config.diff.ConfigDiff;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.reload.FileWatch;
import io.celeryroot.runtime.reload.RouteTexts;
import io.celeryroot.runtime.reload.WatchedFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that follows its cl.yaml. A changed file gets a generation of its own, which starts
 * beside the one before; then that one takes nothing new, and ends with its last job. Two at a time
 * are safe: due runs have names, and the workers of a host share their slots. Thread-safe.
 *
 * <p>A change of {@code redis:} needs a restart. A management port moves to the new generation and
 * is closed for a moment.
 */
public final class ReloadingService implements Service {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.config");

  private final String name;
  private final Maker maker;
  private final FileWatch watch;
  private final boolean heedsHangup;
  private final List<Generation> retiring = new CopyOnWriteArrayList<>();
  private volatile ClConfig config;
  private RouteTexts routes;
  private JvmParts shared;
  private volatile Generation current;
  private volatile Optional<URI> address = Optional.empty();
  private int number = 1;
  private volatile Optional<Runnable> onEnd = Optional.empty();
  private volatile boolean isClosed;

  /** Makes a generation, which is not started. */
  interface Maker {
    /**
     * Makes a generation.
     *
     * @param routes of the user
     * @param number from 1
     * @throws IllegalArgumentException the file has nothing for this process
     */
    Generation make(ClConfig config, RouteTexts routes, JvmParts shared, int number);
  }

  private ReloadingService(
      String name,
      ClConfig config,
      EngineListener listener,
      ServiceSettings settings,
      WatchedFile file,
      Maker maker) {
    this.name = name;
    this.maker = maker;
    this.config = config;
    this.routes = RouteTexts.valid(config);
    this.shared = JvmParts.of(config, listener, settings);
    this.current = maker.make(config, routes, shared, number);
    this.watch = file.watch(config, settings.development(), this::use);
    this.heedsHangup = file.heedsHangup();
  }

  public static ReloadingService beat(
      ClConfig config, String hostname, ServiceSettings settings, WatchedFile file) {
    return new ReloadingService(
        "Beat",
        config,
        EngineListener.NONE,
        settings,
        file,
        (next, routes, shared, number) -> new BeatProcess(next, hostname, routes, shared, number));
  }

  /**
   * Creates a worker.
   *
   * @param identity who it is by a file
   */
  public static ReloadingService worker(
      ClConfig config,
      String hostname,
      Function<ClConfig, WorkerProcess.Identity> identity,
      ServiceSettings settings,
      WatchedFile file) {
    return new ReloadingService(
        "worker " + hostname,
        config,
        EngineListener.NONE,
        settings,
        file,
        (next, routes, shared, number) ->
            new WorkerProcess(next, identity.apply(next), routes, shared, number));
  }

  /**
   * Creates a Beat and workers.
   *
   * @param workers who they are by a file
   * @param beatHostname name of the Beat
   * @param listener receives the events of all of them
   */
  public static ReloadingService up(
      ClConfig config,
      Function<ClConfig, List<WorkerProcess.Identity>> workers,
      String beatHostname,
      EngineListener listener,
      ServiceSettings settings,
      WatchedFile file) {
    return new ReloadingService(
        "cl up",
        config,
        listener,
        settings,
        file,
        (next, routes, shared, number) ->
            new UpProcess(next, workers.apply(next), beatHostname, routes, shared, number));
  }

  /** Creates a dashboard without Beat and workers. */
  public static ReloadingService web(ClConfig config, ServiceSettings settings, WatchedFile file) {
    return new ReloadingService(
        "cl web",
        config,
        EngineListener.NONE,
        settings,
        file,
        (next, routes, shared, number) -> new WebProcess(next, shared, number));
  }

  @Override
  public void start() {
    current.start();
    address = current.managementAddress();
    watch.start();
  }

  /** Address of the management port; empty if there is none. */
  public Optional<URI> managementAddress() {
    return address;
  }

  /** The configuration that the process uses now. */
  public ClConfig config() {
    return config;
  }

  Generation current() {
    return current;
  }

  @Override
  public Optional<Runnable> reload() {
    return heedsHangup ? Optional.of(watch::readNow) : Optional.empty();
  }

  /** Runs on the thread of the watch alone, as the start of a new generation does. */
  private void use(ClConfig next, RouteTexts nextRoutes) {
    List<Change> changes = ConfigDiff.between(config, next);
    boolean isSame = changes.isEmpty() && nextRoutes.equals(routes);
    if (isClosed || (isSame && hasPort())) {
      return;
    }
    if (changes.stream().anyMatch(change -> change.section().equals("redis"))) {
      LOG.warn("{} was changed in \"redis\"; restart {} to use it", next.file(), name);
      return;
    }
    Optional<Throwable> refusal = follow(next, nextRoutes);
    if (refusal.isEmpty()) {
      LOG.info(
          "{} was changed: changes={}{}; in use",
          next.file(),
          changes.size(),
          nextRoutes.changesSince(routes));
      config = next;
      routes = nextRoutes;
      return;
    }
    LOG.warn(
        "{} was changed and cannot run; the old one stays in use: {}",
        next.file(),
        refusal.get().getMessage());
    LOG.debug("{}: why it cannot run", name, refusal.get());
    if (!hasPort()) {
      // The port was closed for the new one.
      follow(config, routes)
          .ifPresent(
              e -> LOG.error("the management port is closed until the next change or HUP", e));
    }
  }

  private boolean hasPort() {
    return current.managementAddress().equals(address);
  }

  /**
   * Puts a generation in the place of the current one.
   *
   * @return why that is not possible; empty: done
   */
  private Optional<Throwable> follow(ClConfig next, RouteTexts nextRoutes) {
    JvmParts parts = shared.next(next, address);
    Generation fresh;
    boolean hasMadeRoom = false;
    try {
      parts.count();
      fresh = maker.make(next, nextRoutes, parts, number + 1);
      hasMadeRoom = true;
      current.makeRoom();
      fresh.start();
    } catch (RuntimeException | LinkageError e) {
      parts.close();
      shared.count();
      if (hasMadeRoom) {
        current.takeBack();
      }
      return Optional.of(e);
    }
    shared = parts;
    number++;
    onEnd.ifPresent(fresh::onEnd);
    Generation old = current;
    retiring.add(old);
    current = fresh;
    rest(old);
    new Thread(() -> retire(old), "retire").start();
    return Optional.empty();
  }

  private void rest(Generation old) {
    try {
      old.rest();
    } catch (RuntimeException e) {
      LOG.warn("{}: stopping what begins by the file before", name, e);
    }
  }

  private void retire(Generation old) {
    try {
      old.retire();
    } catch (RuntimeException e) {
      LOG.warn("{}: ending what ran by the file before", name, e);
      old.close();
    }
    retiring.remove(old);
  }

  private List<Generation> all() {
    List<Generation> all = new ArrayList<>(List.of(current));
    all.addAll(retiring);
    return all;
  }

  @Override
  public void onEnd(Runnable action) {
    onEnd = Optional.of(action);
    current.onEnd(action);
  }

  @Override
  public void endJobs() {
    all().forEach(Generation::endJobs);
  }

  @Override
  public void close() {
    isClosed = true;
    watch.close();
    Service.together(all(), Service::close);
  }
}
