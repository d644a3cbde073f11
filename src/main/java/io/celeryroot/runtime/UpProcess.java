// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import io.celeryroot.config.ClConfig;
import io.celeryroot.runtime.management.Management;
import io.celeryroot.runtime.reload.RouteTexts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Beat and workers of several hosts in one JVM, each with its own Camel context. */
public final class UpProcess implements Generation {

  private final Optional<Management> management;
  private final List<WorkerProcess> workers;
  private final BeatProcess beat;

  /**
   * @param workers one for each host; may be empty
   * @param beatHostname name of the Beat
   * @param own the user's routes
   * @param generation number of the reading of the file, from 1
   */
  UpProcess(
      ClConfig config,
      List<WorkerProcess.Identity> workers,
      String beatHostname,
      RouteTexts own,
      JvmParts shared,
      int generation) {
    JvmParts forWorkers = shared.withoutPort();
    this.management = shared.management();
    this.workers = new ArrayList<>();
    for (WorkerProcess.Identity identity : workers) {
      // The camel command distinguishes processes, not contexts, so it sees the first worker.
      this.workers.add(
          new WorkerProcess(
              config,
              identity,
              own,
              this.workers.isEmpty() ? forWorkers : forWorkers.unreachable(),
              generation));
    }
    this.beat =
        new BeatProcess(
            config,
            beatHostname,
            own,
            this.workers.isEmpty() ? shared : shared.unreachable(),
            generation);
  }

  @Override
  public Optional<URI> managementAddress() {
    return beat.managementAddress();
  }

  @Override
  public void start() {
    management.ifPresent(port -> port.check());
    try {
      workers.forEach(Service::start);
      beat.start();
      management.ifPresent(
          port -> workers.forEach(worker -> port.include(beat.context(), worker.context())));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void endJobs() {
    workers.forEach(Service::endJobs);
  }

  @Override
  public void makeRoom() {
    workers.forEach(Generation::makeRoom);
    beat.makeRoom();
  }

  @Override
  public void takeBack() {
    workers.forEach(Generation::takeBack);
    beat.takeBack();
  }

  @Override
  public void rest() {
    beatFirst(Generation::rest);
  }

  @Override
  public void retire() {
    beatFirst(Generation::retire);
  }

  /** Stops Beat first, so that no new jobs come, and then the workers at the same time. */
  private void beatFirst(Consumer<Generation> stop) {
    try {
      stop.accept(beat);
    } finally {
      Service.together(workers, stop::accept);
    }
  }

  @Override
  public void onEnd(Runnable action) {
    workers.forEach(worker -> worker.onEnd(action));
    beat.onEnd(action);
  }

  @Override
  public void close() {
    beatFirst(Generation::close);
  }
}
