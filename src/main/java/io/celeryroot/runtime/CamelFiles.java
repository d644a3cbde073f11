// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.RouteFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * Before the context starts: loads all in one step, so that no route starts before the beans are
   * there.
   *
   * @throws RoutesRefused Camel cannot read one of them
   */
  void load(ManyRoutesContext context) {
    List<Resource> resources = new ArrayList<>();
    generated.forEach((name, text) -> resources.add(ResourceHelper.fromString(name, text)));
    own.forEach(file -> resources.add(ResourceHelper.resolveResource(context, "file:" + file)));
    try {
      context.addInOneStep(() -> PluginHelper.getRoutesLoader(context).loadRoutes(resources));
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
