// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import java.util.Optional;

/** A service that runs until somebody stops it. */
public interface Service extends AutoCloseable {

  /** Starts the service and returns when it is ready. */
  void start();

  /** Registers an action for the case that anything but {@link #close} ends the started service. */
  void onEnd(Runnable action);

  /** Stops gracefully and returns when that is done. A second call has no effect. */
  @Override
  void close();

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
   */
  default void runUntilSignal() {
    StopSignal signal = StopSignal.install(this::endJobs, reload());
    start();
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
