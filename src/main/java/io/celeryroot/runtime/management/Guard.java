// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Guards every path of a management port. With a login, it refuses requests without that login.
 * Without one, on loopback, it refuses requests under any host name but those of this machine's
 * loopback. A web page would use another name to reach this port by DNS rebinding. In both cases,
 * it refuses pages of other sites. Thread-safe.
 */
final class Guard implements AuthenticationHandler {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int MISDIRECTED = 421;

  /** Allowed values of Sec-Fetch-Site: a page of the same server, or the address bar. */
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private static final String LOGIN = "celeryroot.login";

  private static final String SCHEME = "Basic ";

  /** JMX can do everything that the process can. */
  private static final String JMX = Management.PATH + "/jolokia";

  private final List<Login> logins;
  private final String address;
  private final Connections connections;
  private final WrongPasswords wrong = new WrongPasswords(() -> System.nanoTime() / 1_000_000);

  /**
   * @param connections of the port, which learn of each answer
   */
  Guard(ManagementSettings settings, Connections connections) {
    this.connections = connections;
    this.logins = Stream.concat(settings.login().stream(), settings.readers().stream()).toList();
    this.address = settings.address().getHostAddress();
  }

  /** The login of a request that was let in; empty: the port has none. */
  static Optional<Login> login(RoutingContext context) {
    return Optional.ofNullable(context.get(LOGIN));
  }

  private static byte[] credentials(Login login) {
    byte[] pair = (login.user() + ":" + login.password()).getBytes(UTF_8);
    return Base64.getEncoder().encode(pair);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.addEndHandler(done -> connections.answered(request.connection()));
    Optional<Login> known = known(context);
    known.ifPresent(login -> context.put(LOGIN, login));
    if (!logins.isEmpty() && known.isEmpty()) {
      askForPassword(context);
    } else if (logins.isEmpty() && !isOwnName(request.authority())) {
      context.response().setStatusCode(MISDIRECTED).end("not the name of this host\n");
    } else if (isPageOfOthers(context.request())) {
      context
          .response()
          .setStatusCode(FORBIDDEN)
          .end("requests from pages of other sites are refused\n");
    } else if (isObserved(context) && length(request) > JolokiaCheck.MAX_BODY) {
      context
          .response()
          .setStatusCode(TOO_LARGE)
          .end("more than " + JolokiaCheck.MAX_BODY + " bytes\n");
      request.connection().close();
    } else if (known.filter(Login::isReader).isPresent()
        && context.normalizedPath().startsWith(JMX)) {
      context.response().setStatusCode(FORBIDDEN).end("this user may only read\n");
    } else if (JolokiaCheck.isFor(context)) {
      JolokiaCheck.handle(context);
    } else {
      context.next();
    }
  }

  /** Returns true for what the dashboard, which has limits of its own, does not serve. */
  private static boolean isObserved(RoutingContext context) {
    return context.normalizedPath().startsWith(Management.PATH + "/");
  }

  /** Length of the body as the client says it; one that says none sends it in parts. */
  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.matches("[0-9]{1,18}") ? 0 : Long.parseLong(length);
  }

  /** Asks at once a client that gave none; one that gave a wrong one waits. */
  private void askForPassword(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
      refusePassword(context);
    } else {
      long delay = wrong.delay(String.valueOf(request.remoteAddress().hostAddress()));
      context.vertx().setTimer(delay, over -> refusePassword(context));
    }
  }

  private static void refusePassword(RoutingContext context) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .setStatusCode(UNAUTHORIZED)
          .putHeader("WWW-Authenticate", "Basic realm=\"celeryroot\", charset=\"UTF-8\"")
          .end();
    }
  }

  /** Accepts the name of the scheme in any case, followed by any number of blanks. */
  private Optional<Login> known(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (given == null || !given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    byte[] pair = given.substring(SCHEME.length()).strip().getBytes(UTF_8);
    return logins.stream()
        .filter(login -> MessageDigest.isEqual(pair, credentials(login)))
        .findFirst();
  }

  /**
   * Recognizes pages of other sites. Browsers name the site of a page: some always, some only over
   * HTTPS and to loopback. A proxy such as that of hawtio passes on these headers of its own page,
   * and identifies itself as a proxy. A page cannot send that to another site without asking first.
   */
  private static boolean isPageOfOthers(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OWN_SITE.contains(site);
    }
    boolean isOther =
        isOther(request, request.getHeader(HttpHeaders.ORIGIN))
            || isOther(request, request.getHeader(HttpHeaders.REFERER));
    return isOther && request.getHeader("X-Forwarded-For") == null;
  }

  /** Recognizes an address that is not of the server that was asked. */
  private static boolean isOther(HttpServerRequest request, String page) {
    String asked = request.scheme() + "://" + request.authority();
    return page != null && !page.equals(asked) && !page.startsWith(asked + "/");
  }

  private boolean isOwnName(HostAndPort asked) {
    return asked == null || OWN_NAMES.contains(asked.host()) || address.equals(asked.host());
  }
}
