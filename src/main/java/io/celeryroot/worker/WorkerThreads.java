// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** Makes the threads of a worker and ends them, so that its container can name and count them. */
public interface WorkerThreads {

  /** One thread. */
  ExecutorService single(String name);

  /** As many threads as there is work. */
  ExecutorService cached(String name);

  /** One thread for what is done again and again. */
  ScheduledExecutorService scheduled(String name);

  /** Interrupts the threads and takes no more work. */
  void shutdownNow(ExecutorService threads);
}
