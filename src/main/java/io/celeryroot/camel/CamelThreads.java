// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.worker.WorkerThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;

/** Threads of a worker from Camel's pools, which show in JMX under their source. */
record CamelThreads(ExecutorServiceManager manager, Object source) implements WorkerThreads {

  @Override
  public ExecutorService single(String name) {
    return manager.newSingleThreadExecutor(source, name);
  }

  @Override
  public ExecutorService cached(String name) {
    return manager.newCachedThreadPool(source, name);
  }

  @Override
  public ScheduledExecutorService scheduled(String name) {
    return manager.newSingleThreadScheduledExecutor(source, name);
  }

  @Override
  public void shutdownNow(ExecutorService threads) {
    manager.shutdownNow(threads);
  }
}
