// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;

/** Camel cannot run the routes: a URI or a file of the user is wrong. Nothing was started. */
public final class RoutesRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private RoutesRefused(String message, Throwable cause) {
    super(message, cause);
  }

  /** What Camel said, in one line, with the route if it is known. */
  static RoutesRefused because(Throwable failure) {
    String route = "";
    Throwable last = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      last = each;
      if (each instanceof FailedToCreateRouteException create) {
        route = create.getRouteId();
      } else if (each instanceof FailedToStartRouteException start) {
        route = start.getRouteId();
      }
    }
    return new RoutesRefused(
        "the routes cannot run: "
            + (route == null || route.isEmpty() ? "" : route + ": ")
            + (last instanceof NoSuchEndpointException unknown
                ? noComponent(unknown.getUri())
                : String.valueOf(last.getMessage()).strip().replaceAll("\\s+", " ")),
        failure);
  }

  /** Without the rest of the URI, which may hold a password. */
  private static String noComponent(String uri) {
    return "no Camel component \"%s\"; fix: correct the URI, or put the jars of the component on CL_CLASSPATH"
        .formatted(uri.replaceFirst(":.*", ""));
  }
}
