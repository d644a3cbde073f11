// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before every path of a management port. With a login: lets nobody pass who does not give
 * it. Without one, on loopback: lets nobody pass who came by another name than that of this
 * machine's loopback, which is what a web page does that has its own name lead here (DNS
 * rebinding). Thread-safe.
 */
final class Guard implements AuthenticationHandler {

  private static final int UNAUTHORIZED = 401;
  private static final int MISDIRECTED = 421;
  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Optional<byte[]> authorization;
  private final String address;

  Guard(ManagementSettings settings) {
    this.authorization = settings.login().map(Guard::basic);
    this.address = settings.address().getHostAddress();
  }

  private static byte[] basic(Login login) {
    byte[] pair = (login.user() + ":" + login.password()).getBytes(UTF_8);
    return ("Basic " + Base64.getEncoder().encodeToString(pair)).getBytes(UTF_8);
  }

  @Override
  public void handle(RoutingContext context) {
    if (authorization.isPresent() && !isKnown(context)) {
      context
          .response()
          .setStatusCode(UNAUTHORIZED)
          .putHeader("WWW-Authenticate", "Basic realm=\"celeryroot\", charset=\"UTF-8\"")
          .end();
    } else if (authorization.isEmpty() && !isOwnName(context.request().authority())) {
      context.response().setStatusCode(MISDIRECTED).end("this is not that host\n");
    } else {
      context.next();
    }
  }

  private boolean isKnown(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), authorization.get());
  }

  private boolean isOwnName(HostAndPort asked) {
    return asked == null || OWN_NAMES.contains(asked.host()) || address.equals(asked.host());
  }
}
