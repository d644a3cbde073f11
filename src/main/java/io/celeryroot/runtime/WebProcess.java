// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The dashboard alone: a management port without Beat and workers. */
public final class WebProcess implements Generation {

  private final CamelProcess camel;

  /**
   * @param settings with a management port
   */
  public WebProcess(ClConfig config, ServiceSettings settings) {
    this(config, CamelProcess.Shared.of(config, EngineListener.NONE, settings), 1);
  }

  /**
   * @param shared with a management port
   * @param generation number of the reading of the file, from 1
   */
  WebProcess(ClConfig config, CamelProcess.Shared shared, int generation) {
    this.camel =
        new CamelProcess(
            CamelProcess.name("celeryroot-web", generation),
            config,
            new TreeMap<>(),
            Map.of(),
            shared);
  }

  @Override
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
  public void makeRoom() {
    camel.makeRoom();
  }

  @Override
  public void takeBack() {
    camel.takeBack();
  }

  @Override
  public void retire() {
    camel.close();
  }

  @Override
  public void onEnd(Runnable action) {
    camel.onEnd(action);
  }

  @Override
  public void close() {
    camel.close();
  }
}
