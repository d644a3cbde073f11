// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.camel.Listener;
import io.celeryroot.camel.Outage;
import io.celeryroot.config.ClConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beat and workers of several hosts in one JVM, each with a Camel context of its own. */
public final class UpProcess implements Service {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.up");

  private final List<Service> parts = new ArrayList<>();

  /**
   * @param workers one for each host; may be empty
   * @param beatHostname name of the Beat
   * @param listener is told what all of them do
   */
  public UpProcess(
      ClConfig config,
      List<WorkerProcess.Identity> workers,
      String beatHostname,
      Listener listener,
      ServiceSettings settings) {
    CamelProcess.Shared shared =
        new CamelProcess.Shared(new Outage(InstantSource.system()), listener, settings);
    workers.forEach(identity -> parts.add(new WorkerProcess(config, identity, shared)));
    parts.add(new BeatProcess(config, beatHostname, shared));
  }

  @Override
  public void start() {
    parts.forEach(Service::start);
  }

  @Override
  public void endJobs() {
    parts.forEach(Service::endJobs);
  }

  /** Beat first, so that nothing new comes; then the workers at the same time. */
  @Override
  public void close() {
    parts.get(parts.size() - 1).close();
    List<Thread> stops = new ArrayList<>();
    for (Service worker : parts.subList(0, parts.size() - 1)) {
      Thread stop = new Thread(worker::close, "stop");
      stop.start();
      stops.add(stop);
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        LOG.warn("interrupted while the workers stop");
        Thread.currentThread().interrupt();
      }
    }
  }
}
