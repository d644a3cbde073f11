// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.Celeryroot;
import io.celeryroot.config.ClConfig;
import io.celeryroot.routes.RouteGenerator;

/**
 * The bean {@code celeryrootRoutes}: lets no routes start that were made from another cl.yaml than
 * the one the beans read.
 */
public final class RoutesCheck {

  /**
   * Compares the routes with cl.yaml.
   *
   * @param celeryroot has read cl.yaml
   * @param fingerprint as it was when the routes were made
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
