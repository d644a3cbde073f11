// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.reload.RouteTexts;
import java.util.List;

/** Makes processes of a file that does not change. */
public final class Processes {

  private Processes() {}

  public static BeatProcess beat(ClConfig config, String hostname) {
    return beat(config, hostname, EngineListener.NONE, ServiceSettings.DEFAULT);
  }

  public static BeatProcess beat(
      ClConfig config, String hostname, EngineListener listener, ServiceSettings settings) {
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new BeatProcess(config, hostname, RouteTexts.valid(config), parts, 1);
  }

  public static WorkerProcess worker(ClConfig config, String hostname) {
    return worker(config, hostname, EngineListener.NONE, ServiceSettings.DEFAULT);
  }

  public static WorkerProcess worker(
      ClConfig config, String hostname, EngineListener listener, ServiceSettings settings) {
    WorkerProcess.Identity identity = WorkerProcess.Identity.of(config, hostname);
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new WorkerProcess(config, identity, RouteTexts.valid(config), parts, 1);
  }

  /** A Beat, and the workers of hosts. */
  static UpProcess up(
      ClConfig config, List<String> hostnames, EngineListener listener, ServiceSettings settings) {
    List<WorkerProcess.Identity> workers =
        hostnames.stream().map(host -> WorkerProcess.Identity.of(config, host)).toList();
    JvmParts parts = JvmParts.of(config, listener, settings);
    return new UpProcess(config, workers, "here", RouteTexts.valid(config), parts, 1);
  }

  public static WebProcess web(ClConfig config, ServiceSettings settings) {
    return new WebProcess(config, JvmParts.of(config, EngineListener.NONE, settings), 1);
  }
}
