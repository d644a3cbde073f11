// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Vert.x with limits on the HTTP servers that it makes. Camel makes its server itself, and has no
 * option for headers, connections and times.
 */
final class LimitedVertx implements InvocationHandler {

  private static final int MAX_HEADERS = 8 * 1024;
  private static final int MAX_LINE = 4 * 1024;

  private final Vertx real;
  private final Connections connections;
  private final Optional<Certificate> certificate;
  private final Duration renewal;

  private LimitedVertx(
      Vertx real, Connections connections, Optional<Certificate> certificate, Duration renewal) {
    this.real = real;
    this.connections = connections;
    this.certificate = certificate;
    this.renewal = renewal;
  }

  /**
   * Wraps a Vert.x.
   *
   * @param renewal period after which its servers read the files of the certificate again
   */
  static Vertx of(
      Vertx real, Connections connections, Optional<Certificate> certificate, Duration renewal) {
    return (Vertx)
        Proxy.newProxyInstance(
            LimitedVertx.class.getClassLoader(),
            new Class<?>[] {VertxInternal.class},
            new LimitedVertx(real, connections, certificate, renewal));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("createHttpServer")) {
      boolean isPlain = arguments == null || arguments.length == 0;
      return server(isPlain ? new HttpServerOptions() : (HttpServerOptions) arguments[0]);
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private HttpServer server(HttpServerOptions options) throws IOException {
    options
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_LINE)
        .setDecompressionSupported(false)
        // Each request has a connection for itself, so the limit of connections counts requests.
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false);
    if (certificate.isEmpty()) {
      return real.createHttpServer(options).connectionHandler(connections);
    }
    options
        .setSsl(true)
        .setKeyCertOptions(CertificateRenewal.read(real, certificate.get()))
        .setEnabledSecureTransportProtocols(Set.copyOf(List.of("TLSv1.2", "TLSv1.3")));
    HttpServer server = real.createHttpServer(options).connectionHandler(connections);
    CertificateRenewal renewing =
        new CertificateRenewal(real, server, options.getSslOptions(), certificate.get());
    real.setPeriodic(renewal.toMillis(), timer -> renewing.look());
    return server;
  }
}
