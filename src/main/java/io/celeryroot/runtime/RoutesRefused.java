// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;

/**
 * Camel cannot run the routes: a URI or a file of the user is wrong, or something that a route
 * needs is missing now. Nothing runs.
 */
public final class RoutesRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final Set<String> PASSING =
      Set.of(
          "jakarta.jms.JMSException",
          "javax.jms.JMSException",
          "java.sql.SQLException",
          "javax.naming.NamingException",
          "org.springframework.dao.TransientDataAccessException",
          "org.springframework.dao.NonTransientDataAccessResourceException",
          "org.springframework.amqp.AmqpException",
          "org.springframework.jms.JmsException");

  private final boolean isPassing;

  private RoutesRefused(String message, boolean isPassing, Throwable cause) {
    super(message, cause);
    this.isPassing = isPassing;
  }

  /**
   * Returns true if a later start may succeed, as when a directory is not mounted or a broker is
   * away.
   */
  public boolean isPassing() {
    return isPassing;
  }

  /** Creates the exception from Camel's message, in one line, with the route if it is known. */
  static RoutesRefused because(Throwable failure) {
    if (failure instanceof RoutesRefused refused) {
      return refused;
    }
    String route = "";
    boolean isPassing = false;
    Throwable last = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      last = each;
      isPassing |= isPassing(each);
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
                : message(last).strip().replaceAll("\\s+", " ")),
        isPassing,
        failure);
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /**
   * Returns true if the failure says that something is away. Other failures, such as an endpoint
   * that cannot be used in this way, are mistakes that a restart does not repair.
   */
  private static boolean isPassing(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof UnresolvedAddressException
        || isOfComponents(failure.getClass());
  }

  /**
   * Recognizes components by name, because they are on the class path only if a user has put them
   * there.
   */
  private static boolean isOfComponents(Class<?> type) {
    return type != null
        && (PASSING.contains(type.getName()) || isOfComponents(type.getSuperclass()));
  }

  /** Names the component without the rest of the URI, which may hold a password. */
  private static String noComponent(String uri) {
    return "no Camel component \"%s\"; fix: correct the URI, or put the jars of the component on CL_CLASSPATH"
        .formatted(uri.replaceFirst(":.*", ""));
  }
}
