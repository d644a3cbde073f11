// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.runtime.ServiceSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what keeps running: Beat, workers and {@code cl up}. */
final class ServiceOptions {

  @Option(
      names = "--dev",
      order = 20,
      description =
          "For development: the \"camel\" command of the same user can look into it, and edited"
              + " files of routes: are loaded again.")
  private boolean development;

  @Mixin private final ManagementOptions management = new ManagementOptions();

  /** Whether any of them is given. */
  boolean isGiven() {
    return development || management.isGiven();
  }

  ServiceSettings settings(Session session) {
    return new ServiceSettings(development, management.settings(session));
  }
}
