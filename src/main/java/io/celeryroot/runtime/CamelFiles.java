// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.RouteFiles;
import io.celeryroot.routes.RouteGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * What one context loads.
 *
 * @param generated file name to text
 * @param own the user's files, absolute; none of them is a generated one
 */
record CamelFiles(SortedMap<String, String> generated, List<Path> own) {

  /**
   * Before the context starts: loads all but the schedules in one step, so that no route starts
   * before the beans are there.
   *
   * @throws RoutesRefused Camel cannot read one of them
   */
  void load(CamelContext context) {
    List<Resource> resources = new ArrayList<>();
    Set<String> later = Set.copyOf(RouteGenerator.oneByOne(generated.keySet()));
    generated.forEach(
        (name, text) -> {
          if (!later.contains(name)) {
            resources.add(ResourceHelper.fromString(name, text));
          }
        });
    own.forEach(file -> resources.add(ResourceHelper.resolveResource(context, "file:" + file)));
    load(context, resources);
  }

  /**
   * In the started context: loads and starts the schedules, file by file. Camel compares the ids of
   * each route with those of all others of the same step, which takes minutes for 10 000 schedules.
   *
   * @throws RoutesRefused Camel cannot run one of them
   */
  void loadSchedules(CamelContext context) {
    for (String name : RouteGenerator.oneByOne(generated.keySet())) {
      load(context, List.of(ResourceHelper.fromString(name, generated.get(name))));
    }
  }

  private static void load(CamelContext context, List<Resource> resources) {
    try {
      PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    } catch (Exception e) {
      throw RoutesRefused.because(e);
    }
  }

  /**
   * From now on, the user's routes follow their files.
   *
   * @param check looks for the files again
   */
  void watch(CamelContext context, Supplier<RouteFiles> check) {
    new RouteReload(context, check).watch(own);
  }
}
