// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import io.celeryroot.runtime.ServiceSettings;
import picocli.CommandLine.Option;

/** The options of what keeps running: Beat, workers and {@code cl up}. */
final class ServiceOptions {

  @Option(
      names = "--dev",
      order = 20,
      description = "For development: lets the \"camel\" command of the same user look into it.")
  private boolean development;

  /** Whether any of them is given. */
  boolean isGiven() {
    return development;
  }

  ServiceSettings settings() {
    return new ServiceSettings(development);
  }
}
