// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Threads without a container. */
final class PlainThreads implements WorkerThreads {

  private final Map<String, ScheduledThreadPoolExecutor> scheduled = new ConcurrentHashMap<>();

  @Override
  public ExecutorService single(String name) {
    return Executors.newSingleThreadExecutor();
  }

  @Override
  public ExecutorService cached(String name) {
    return Executors.newCachedThreadPool();
  }

  @Override
  public ScheduledExecutorService scheduled(String name) {
    ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
    scheduled.put(name, thread);
    return thread;
  }

  @Override
  public void shutdownNow(ExecutorService threads) {
    threads.shutdownNow();
  }

  /** Number of duties that wait for their time on that thread. */
  int planned(String name) {
    return scheduled.get(name).getQueue().size();
  }
}
