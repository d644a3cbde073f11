// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

/** Something that runs until it is told to stop. */
public interface Service extends AutoCloseable {

  /** Returns when it is ready. */
  void start();

  /** Stops gracefully and returns when that is done. No effect twice. */
  @Override
  void close();

  /**
   * Starts, runs until this process gets TERM, INT or HUP, and stops gracefully. A second signal
   * does not wait: it ends the JVM with 130.
   */
  default void runUntilSignal() {
    StopSignal signal = StopSignal.install();
    start();
    signal.await();
    close();
  }
}
