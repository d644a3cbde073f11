// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A service that runs until somebody stops it. */
public interface Service extends AutoCloseable {

  /** Starts the service and returns when it is ready. */
  void start();

  /** Registers an action for the case that anything but {@link #close} ends the started service. */
  void onEnd(Runnable action);

  /** Stops gracefully and returns when that is done. A second call has no effect. */
  @Override
  void close();

  /** Ends services at the same time, and returns when all have ended. */
  static <T extends Service> void together(List<T> services, Consumer<T> end) {
    List<Thread> stops = new ArrayList<>();
    for (T service : services) {
      Thread stop = new Thread(() -> end.accept(service), "stop");
      stop.start();
      stops.add(stop);
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Ends running jobs now, not after the grace period, and releases them to their queues. Returns
   * at once.
   */
  void endJobs();

  /** Returns the effect of HUP; empty: it stops the service. */
  default Optional<Runnable> reload() {
    return Optional.empty();
  }

  /**
   * Starts, runs until this process gets TERM, INT or HUP or is ended from inside, and stops
   * gracefully. A second signal ends the running jobs at once and releases them. A third ends the
   * JVM with 130, whatever still runs. If the service manager wants notices, it gets one when the
   * service is ready and one when it stops.
   *
   * @param started runs when the service has started
   */
  default void runUntilSignal(Runnable started) {
    StopSignal signal = StopSignal.install(this::endJobs, reload());
    start();
    started.run();
    onEnd(signal::stop);
    boolean managed = SystemdNotice.isWanted();
    if (managed) {
      SystemdNotice.send("READY=1");
    }
    signal.await();
    if (managed) {
      SystemdNotice.send("STOPPING=1");
    }
    close();
  }
}
