// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** Source of the threads of a worker, so that its container can name and count them. */
public interface WorkerThreads {

  /** Creates one thread. */
  ExecutorService single(String name);

  /** Creates threads on demand. */
  ExecutorService cached(String name);

  /** Creates one thread for repeated work. */
  ScheduledExecutorService scheduled(String name);

  /** Interrupts the threads; they take no more work. */
  void shutdownNow(ExecutorService threads);
}
