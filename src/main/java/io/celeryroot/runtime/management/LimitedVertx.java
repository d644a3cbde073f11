// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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

  private LimitedVertx(Vertx real, Connections connections, Optional<Certificate> certificate) {
    this.real = real;
    this.connections = connections;
    this.certificate = certificate;
  }

  static Vertx of(Vertx real, Connections connections, Optional<Certificate> certificate) {
    return (Vertx)
        Proxy.newProxyInstance(
            LimitedVertx.class.getClassLoader(),
            new Class<?>[] {VertxInternal.class},
            new LimitedVertx(real, connections, certificate));
  }

  static PemKeyCertOptions pem(Certificate files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
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

  private HttpServer server(HttpServerOptions options) {
    options
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxInitialLineLength(MAX_LINE)
        .setDecompressionSupported(false)
        // Each request has a connection for itself, so the limit of connections counts requests.
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false);
    certificate.ifPresent(
        files ->
            options
                .setSsl(true)
                .setKeyCertOptions(pem(files))
                .setEnabledSecureTransportProtocols(Set.copyOf(List.of("TLSv1.2", "TLSv1.3"))));
    return real.createHttpServer(options).connectionHandler(connections);
  }
}
