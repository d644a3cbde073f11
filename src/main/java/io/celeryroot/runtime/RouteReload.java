// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.celeryroot.config.Problem;
import io.celeryroot.routes.user.RouteFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the user's routes in a running context whenever one of their files is saved. A file that
 * {@code cl config validate} would refuse, or that Camel cannot run, changes nothing. Camel's own
 * reload is not used, because it lets a route replace another one with the same ID. Thread-safe.
 */
final class RouteReload {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private final ModelCamelContext context;
  private final Supplier<RouteFiles> files;
  private final Map<Path, Loaded> loaded = new TreeMap<>();
  private Map<Path, String> refused = Map.of();
  private String refusal = "";

  /**
   * @param files finds the files and checks the IDs in them
   */
  RouteReload(CamelContext context, Supplier<RouteFiles> files) {
    this.context = (ModelCamelContext) context;
    this.files = files;
  }

  /**
   * Routes that one file has added.
   *
   * @param text of the file when it was loaded
   */
  private record Loaded(String text, List<RouteDefinition> routes) {}

  /**
   * Starts to watch when the context starts.
   *
   * @param own files that are already loaded; new files are noticed only in their directories
   */
  void watch(Collection<Path> own) {
    try {
      texts(own).forEach((file, text) -> loaded.put(file, new Loaded(text, routesOf(file))));
      for (Path directory : new TreeSet<>(own.stream().map(Path::getParent).toList())) {
        context.addService(watcher(directory));
      }
    } catch (Exception e) {
      throw new IllegalStateException("watching the files of routes: " + e.getMessage(), e);
    }
  }

  private List<RouteDefinition> routesOf(Path file) {
    return context.getRouteDefinitions().stream()
        .filter(
            route ->
                route.getResource() != null
                    && route.getResource().getLocation().equals("file:" + file))
        .toList();
  }

  private FileWatcherResourceReloadStrategy watcher(Path directory) {
    FileWatcherResourceReloadStrategy watcher =
        new FileWatcherResourceReloadStrategy(directory.toString());
    watcher.setFileFilter(file -> file.getName().endsWith(".yaml"));
    watcher.setResourceReload((name, resource) -> reload());
    return watcher;
  }

  private synchronized void reload() throws IOException {
    if (!context.isStarted()) {
      return;
    }
    RouteFiles found = files.get();
    if (!found.problems().isEmpty()) {
      refuse(found.problems().stream().map(Problem::message).collect(joining("; ")));
      return;
    }
    Map<Path, String> texts = texts(found.files());
    if (!texts.equals(refused)) {
      reload(texts);
    }
  }

  private void reload(Map<Path, String> texts) {
    Map<Path, String> old = new TreeMap<>();
    loaded.forEach((file, was) -> old.put(file, was.text()));
    Set<Path> changed = new TreeSet<>(old.keySet());
    changed.addAll(texts.keySet());
    changed.removeIf(file -> Objects.equals(old.get(file), texts.get(file)));
    if (changed.isEmpty() && refusal.isEmpty()) {
      return;
    }
    try {
      replace(changed, texts);
      refused = Map.of();
      refusal = "";
      LOG.info(
          "routes={}: reloaded; changed: {}",
          loaded.values().stream().mapToInt(file -> file.routes().size()).sum(),
          changed.isEmpty() ? "none" : changed);
    } catch (Exception e) {
      refused = texts;
      refuse(RoutesRefused.because(e).getMessage());
      restore(changed, old);
    }
  }

  /** Warns once for each reason: one save causes several events. */
  private void refuse(String why) {
    if (!why.equals(refusal)) {
      LOG.warn("the saved route files cannot run; the old routes keep running: {}", why);
    }
    refusal = why;
  }

  private void restore(Set<Path> changed, Map<Path, String> old) {
    try {
      replace(changed, old);
    } catch (Exception e) {
      LOG.warn("the old routes no longer run; restart: {}", e.getMessage(), e);
    }
  }

  /**
   * @param texts text of each file, without files that no longer add routes
   */
  private void replace(Set<Path> changed, Map<Path, String> texts) throws Exception {
    for (Path file : changed) {
      Loaded old = loaded.remove(file);
      if (old != null) {
        for (RouteDefinition route : old.routes()) {
          context.removeRouteDefinition(route);
        }
      }
    }
    for (Path file : changed) {
      if (texts.containsKey(file)) {
        load(file, texts.get(file));
      }
    }
  }

  /** Loads one file and records its routes, even if it fails half-way. */
  private void load(Path file, String text) throws Exception {
    List<RouteDefinition> others = List.copyOf(context.getRouteDefinitions());
    try {
      PluginHelper.getRoutesLoader(context).updateRoutes(List.of(resource(file, text)));
    } finally {
      List<RouteDefinition> added = new ArrayList<>(context.getRouteDefinitions());
      added.removeAll(others);
      loaded.put(file, new Loaded(text, added));
    }
  }

  private static Map<Path, String> texts(Collection<Path> files) throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    for (Path file : files) {
      texts.put(file, Files.readString(file));
    }
    return texts;
  }

  private static Resource resource(Path file, String text) {
    return new ResourceSupport("file", file.toString()) {
      @Override
      public boolean exists() {
        return true;
      }

      @Override
      public InputStream getInputStream() {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
      }
    };
  }
}
