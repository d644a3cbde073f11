// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The dashboard alone: a management port without Beat and workers. */
public final class WebProcess implements Service {

  private final CamelProcess camel;

  /**
   * @param settings with a management port
   */
  public WebProcess(ClConfig config, ServiceSettings settings) {
    this.camel =
        new CamelProcess(
            "celeryroot-web",
            config,
            new TreeMap<>(),
            Map.of(),
            CamelProcess.Shared.of(config, EngineListener.NONE, settings));
  }

  /** Address of the management port. */
  public Optional<URI> managementAddress() {
    return camel.managementAddress();
  }

  @Override
  public void start() {
    camel.start();
  }

  /** Does nothing: it runs no jobs. */
  @Override
  public void endJobs() {}

  @Override
  public void onEnd(Runnable action) {
    camel.onEnd(action);
  }

  @Override
  public void close() {
    camel.close();
  }
}
