// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.routes.RouteGenerator;
import java.time.Duration;
import java.util.Map;

/** Camel contexts of a worker or Beat, started without the rest of its process. */
final class Contexts {

  private Contexts() {}

  static JvmParts shared(ClConfig config) {
    return JvmParts.of(config, EngineListener.NONE, ServiceSettings.DEFAULT);
  }

  /** Starts a worker of all roles of its host, whose jobs must end within a time after its stop. */
  static CamelProcess worker(ClConfig config, String host, Duration grace, JvmParts shared) {
    CamelProcess worker =
        new CamelProcess(
            "context-of-" + host,
            config,
            RouteGenerator.forWorker(
                RouteGenerator.generate(config), WorkerProcess.Identity.of(config, host).roles()),
            Map.of(
                "celeryroot.hostname",
                host,
                "celeryroot.graceMillis",
                String.valueOf(grace.toMillis())),
            shared);
    worker.start();
    return worker;
  }

  static CamelProcess beat(ClConfig config, String host, JvmParts shared) {
    CamelProcess beat =
        new CamelProcess(
            "context-of-" + host,
            config,
            RouteGenerator.forBeat(RouteGenerator.generate(config)),
            Map.of("celeryroot.hostname", host),
            shared);
    beat.start();
    return beat;
  }
}
