// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.Celeryroot;
import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.RouteGenerator;

/**
 * The bean {@code celeryrootRoutes}, which refuses to start routes that were made from another
 * cl.yaml than the one the beans read.
 */
public final class RoutesCheck {

  /**
   * Compares the routes with cl.yaml.
   *
   * @param celeryroot holds the cl.yaml that was read
   * @param fingerprint fingerprint at the time the routes were made
   * @throws IllegalStateException they differ
   */
  public RoutesCheck(Celeryroot celeryroot, String fingerprint) {
    ClConfig config = celeryroot.config();
    String expected = RouteGenerator.fingerprint(config);
    if (!expected.equals(fingerprint)) {
      throw new IllegalStateException(
          "the routes (%s) were not made from %s as it is now (%s); fix: cl generate-routes"
              .formatted(fingerprint, config.file(), expected));
    }
  }
}
