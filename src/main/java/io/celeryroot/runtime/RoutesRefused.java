// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.text.FailureText;
import io.celeryroot.text.Mask;
import io.celeryroot.text.Quote;
import io.celeryroot.text.SecretUri;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.TypeConversionException;

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

  private static final Pattern PARSED =
      Pattern.compile("Error (?:pre-)?parsing resource: (?:file:)?(\\S+)");

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
    String expression = "";
    String endpoint = "";
    String option = "";
    String value = "";
    String unreadable = "";
    String file = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      last = each;
      Matcher parsed = PARSED.matcher(String.valueOf(each.getMessage()));
      file = parsed.lookingAt() ? parsed.group(1) : file;
      isPassing |= isPassing(each);
      if (each instanceof FailedToCreateRouteException create) {
        route = create.getRouteId();
      } else if (each instanceof FailedToStartRouteException start) {
        route = start.getRouteId();
      } else if (each instanceof ExpressionIllegalSyntaxException syntax) {
        expression = syntax.getExpression();
      } else if (each instanceof ResolveEndpointFailedException resolve) {
        endpoint = new SecretUri(String.valueOf(resolve.getUri())).masked() + ": ";
      } else if (each instanceof PropertyBindingException binding) {
        option = binding.getPropertyName() + ": ";
        value = String.valueOf(binding.getValue());
      } else if (each instanceof TypeConversionException conversion) {
        unreadable = "cannot be read as " + conversion.getToType().getSimpleName();
      }
    }
    return new RoutesRefused(
        "the routes cannot run: "
            + (file.isEmpty() ? "" : file + ": ")
            + (route == null || route.isEmpty() ? "" : route + ": ")
            + (last instanceof ResolveEndpointFailedException ? "" : endpoint + option)
            + (option.isEmpty() || unreadable.isEmpty() ? said(last, value) : unreadable)
            + (expression == null || expression.isEmpty()
                ? ""
                : ": " + Quote.of(new SecretUri(expression).masked())),
        isPassing,
        failure);
  }

  /** Camel's words in one line, without the value of an option, which may be a secret. */
  private static String said(Throwable failure, String value) {
    String text = FailureText.shown(message(failure)).replaceAll("\\s+", " ");
    return value.isEmpty() ? text : text.replace(value, Mask.TEXT);
  }

  /** Camel's words; of failures whose own message is only a name, ours. */
  private static String message(Throwable failure) {
    if (failure instanceof NoSuchEndpointException unknown) {
      return noComponent(unknown.getUri());
    }
    String said = failure.getMessage();
    if (failure instanceof ClassNotFoundException) {
      return "no class \"%s\"; fix: correct its name, or put its jar on CL_CLASSPATH"
          .formatted(said);
    }
    if (failure instanceof NoSuchMethodException) {
      return said.endsWith(".<init>()")
          ? "class %s has no public constructor without arguments"
              .formatted(said.substring(0, said.length() - ".<init>()".length()))
          : "no public method " + said;
    }
    return said == null
        ? failure.toString()
        : said.replace(" must be set must be specified", " must be set");
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
