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
import java.util.Optional;
import java.util.Set;

/**
 * Stands before every path of a management port. With a login: lets nobody pass who does not give
 * it. Without one, on loopback: lets nobody pass who came by another name than that of this
 * machine's loopback, which is what a web page does that has its own name lead here (DNS
 * rebinding). In both cases: no page of another site. Thread-safe.
 */
final class Guard implements AuthenticationHandler {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int MISDIRECTED = 421;

  /** Values of Sec-Fetch-Site: a page of the same server, or the address line. */
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private static final String SCHEME = "Basic ";

  private final Optional<byte[]> credentials;
  private final String address;

  Guard(ManagementSettings settings) {
    this.credentials = settings.login().map(Guard::credentials);
    this.address = settings.address().getHostAddress();
  }

  private static byte[] credentials(Login login) {
    byte[] pair = (login.user() + ":" + login.password()).getBytes(UTF_8);
    return Base64.getEncoder().encode(pair);
  }

  @Override
  public void handle(RoutingContext context) {
    if (credentials.isPresent() && !isKnown(context)) {
      context
          .response()
          .setStatusCode(UNAUTHORIZED)
          .putHeader("WWW-Authenticate", "Basic realm=\"celeryroot\", charset=\"UTF-8\"")
          .end();
    } else if (credentials.isEmpty() && !isOwnName(context.request().authority())) {
      context.response().setStatusCode(MISDIRECTED).end("this is not that host\n");
    } else if (isPageOfOthers(context.request())) {
      context.response().setStatusCode(FORBIDDEN).end("not for pages of other sites\n");
    } else {
      context.next();
    }
  }

  /** The name of the scheme may be in any case, and have any number of blanks after it. */
  private boolean isKnown(RoutingContext context) {
    String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return given != null
        && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            given.substring(SCHEME.length()).strip().getBytes(UTF_8), credentials.get());
  }

  /**
   * Browsers say from where a page asks: some always, some only over HTTPS and to loopback. A proxy
   * such as that of hawtio passes on what its own page said, and says that it is a proxy, which no
   * page can say to another site without asking first.
   */
  private static boolean isPageOfOthers(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OWN_SITE.contains(site);
    }
    boolean isPage =
        request.getHeader(HttpHeaders.ORIGIN) != null
            || request.getHeader(HttpHeaders.REFERER) != null;
    return isPage && request.getHeader("X-Forwarded-For") == null;
  }

  private boolean isOwnName(HostAndPort asked) {
    return asked == null || OWN_NAMES.contains(asked.host()) || address.equals(asked.host());
  }
}
