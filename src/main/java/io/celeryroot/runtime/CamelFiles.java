// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;

/**
 * What one context loads.
 *
 * @param generated file name to text
 * @param own the user's files, absolute; none of them is a generated one
 */
record CamelFiles(SortedMap<String, String> generated, List<Path> own) {

  /**
   * Loads all of them in one step, so that no route starts before the beans are there.
   *
   * @throws RoutesRefused Camel cannot read one of them
   */
  void load(CamelContext context) {
    List<Resource> resources = new ArrayList<>();
    generated.forEach((name, text) -> resources.add(ResourceHelper.fromString(name, text)));
    own.forEach(file -> resources.add(ResourceHelper.resolveResource(context, "file:" + file)));
    try {
      PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    } catch (Exception e) {
      throw RoutesRefused.because(e);
    }
  }

  /**
   * From now on, a file of the user that is edited is loaded again; routes are told by their ids.
   */
  void watch(CamelContext context) {
    Map<Path, List<Path>> byDirectory = own.stream().collect(groupingBy(Path::getParent));
    byDirectory.forEach(
        (directory, files) -> {
          RouteWatcherReloadStrategy watcher = new RouteWatcherReloadStrategy(directory.toString());
          watcher.setPattern(
              files.stream().map(file -> file.getFileName().toString()).collect(joining(",")));
          watcher.setRemoveAllRoutes(false);
          try {
            context.addService(watcher);
          } catch (Exception e) {
            throw new IllegalStateException("watching " + directory + ": " + e.getMessage(), e);
          }
        });
  }
}
