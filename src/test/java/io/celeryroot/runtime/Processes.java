// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.reload.RouteTexts;
import java.util.List;

/** Makes processes of a file that does not change. */
public final class Processes {

  private Processes() {}

  public static BeatProcess beat(
      ClConfig config, String hostname, EngineListener listener, ServiceSettings settings) {
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new BeatProcess(config, hostname, RouteTexts.valid(config), parts, 1);
  }

  public static WorkerProcess worker(
      ClConfig config,
      WorkerProcess.Identity identity,
      EngineListener listener,
      ServiceSettings settings) {
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new WorkerProcess(config, identity, RouteTexts.valid(config), parts, 1);
  }

  static UpProcess up(
      ClConfig config,
      List<WorkerProcess.Identity> workers,
      EngineListener listener,
      ServiceSettings settings) {
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new UpProcess(config, workers, "here", RouteTexts.valid(config), parts, 1);
  }

  public static WebProcess web(ClConfig config, ServiceSettings settings) {
    return new WebProcess(config, JvmParts.of(config, EngineListener.NONE, settings), 1);
  }
}
