// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.management;

import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;

/**
 * Creates Camel's management server with a {@link Guard} before all its paths. Camel's own
 * authentication takes passwords only from a file, and leaves sub-paths open by default
 * (CVE-2026-40022).
 */
final class GuardedServer extends DefaultMainHttpServerFactory {

  private static final String EVERY_PATH = "/*";

  private final Guard guard;

  GuardedServer(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Service newHttpManagementServer(
      CamelContext context, HttpManagementServerConfigurationProperties properties) {
    ManagementHttpServer server =
        (ManagementHttpServer) super.newHttpManagementServer(context, properties);
    server.setFileUploadEnabled(false);
    server.setMaxBodySize((long) JolokiaCheck.MAX_BODY);
    AuthenticationConfig authentication = server.getConfiguration().getAuthenticationConfig();
    authentication.getEntries().add(entry());
    authentication.setEnabled(true);
    return server;
  }

  private AuthenticationConfig.AuthenticationConfigEntry entry() {
    AuthenticationConfig.AuthenticationConfigEntry entry =
        new AuthenticationConfig.AuthenticationConfigEntry();
    entry.setPath(EVERY_PATH);
    // The guard does not need a provider.
    entry.setAuthenticationProviderFactory(vertx -> null);
    entry.setAuthenticationHandlerFactory(
        new AuthenticationConfig.AuthenticationHandlerFactory() {
          @Override
          public <T extends AuthenticationProvider>
              AuthenticationHandler createAuthenticationHandler(T provider) {
            return guard;
          }
        });
    return entry;
  }
}
