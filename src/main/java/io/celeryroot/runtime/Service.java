// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

/** Something that runs until it is told to stop. */
public interface Service extends AutoCloseable {

  /** Returns when it is ready. */
  void start();

  /** Calls back when it is ended by something else than {@link #close}; once it is started. */
  void onEnd(Runnable action);

  /** Stops gracefully and returns when that is done. No effect twice. */
  @Override
  void close();

  /** Ends running jobs now, not after the grace period; they go back in line. Returns at once. */
  void endJobs();

  /**
   * Starts, runs until this process gets TERM, INT or HUP or is ended from inside, and stops
   * gracefully. A second signal ends the running jobs at once and gives them back; a third ends the
   * JVM with 130, whatever still runs. A service manager that wants to know is told when it is
   * ready and when it stops.
   */
  default void runUntilSignal() {
    StopSignal signal = StopSignal.install(this::endJobs);
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
