// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.runtime.context.GeneratedFile;
import io.celeryroot.runtime.context.ManyRoutesContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * Files that one context loads.
 *
 * @param generated file name to text
 * @param own the user's files, as absolute paths, without generated ones
 * @param isOwnOnCall true: of the user's routes only those start that others call
 */
record CamelFiles(SortedMap<String, String> generated, List<Path> own, boolean isOwnOnCall) {

  CamelFiles(SortedMap<String, String> generated, List<Path> own) {
    this(generated, own, false);
  }

  /**
   * Loads all files in one step, before the context starts, so that no route starts before its
   * beans exist.
   *
   * @throws RoutesRefused Camel cannot read one of them
   */
  void load(ManyRoutesContext context) {
    List<Resource> resources = new ArrayList<>();
    generated.forEach((name, text) -> resources.add(new GeneratedFile(name, text)));
    own.forEach(file -> resources.add(ResourceHelper.resolveResource(context, "file:" + file)));
    try {
      context.load(resources);
      if (isOwnOnCall) {
        context.getRouteDefinitions().stream()
            .filter(route -> route.getResource() != null && !isGenerated(route))
            .filter(route -> !route.getEndpointUrl().matches("(direct|seda):.*"))
            .forEach(route -> route.setAutoStartup("false"));
      }
    } catch (Exception e) {
      throw RoutesRefused.because(e);
    }
  }

  private boolean isGenerated(RouteDefinition route) {
    return route.getResource() instanceof GeneratedFile;
  }
}
