// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process to which the machine gives no thread or no memory. The lease of a worker ends with
 * it, other workers take its jobs, and the service manager starts it again.
 */
public final class OutOfThreads {

  /** Exit status that service managers restart. */
  private static final int EXIT = 3;

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.worker");

  private OutOfThreads() {}

  /**
   * Ends this JVM when any of its threads has died of it: what waits for that thread would wait for
   * ever. The death of a thread by anything else is logged.
   */
  public static void watchAllThreads() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (failure instanceof OutOfMemoryError error) {
            halt(error);
          }
          LOG.error("thread {} has died: {}", thread.getName(), failure, failure);
        });
  }

  /** Logs the reason once, on the first thread that comes; the others wait for the end. */
  static synchronized void halt(OutOfMemoryError failure) {
    LOG.error(
        "{}; the process ends, and its jobs are requeued; fix: end what uses them up, or raise the"
            + " limit (TasksMax= of the unit, ulimit -u, pids.max of the container)",
        failure.getMessage());
    Runtime.getRuntime().halt(EXIT);
  }
}
