// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
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
}
