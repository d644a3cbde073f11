// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.spi.ThreadPool;

/**
 * Threads of Quartz that sleep while nothing is due. Those of its own pool wake twice a second
 * each. Quartz makes it by its name and sets what the properties say. Thread-safe once initialized.
 */
public final class QuartzThreads implements ThreadPool {

  private final Semaphore free = new Semaphore(0);
  private int count = 1;
  private String instance = "quartz";
  private ExecutorService threads;

  public void setThreadCount(int threadCount) {
    count = threadCount;
  }

  @Override
  public void setInstanceId(String id) {
    // The name is enough.
  }

  @Override
  public void setInstanceName(String name) {
    instance = name;
  }

  @Override
  public void initialize() {
    AtomicInteger made = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            count, work -> new Thread(work, instance + "_Worker-" + made.incrementAndGet()));
    free.release(count);
  }

  @Override
  public int getPoolSize() {
    return count;
  }

  @Override
  public int blockForAvailableThreads() {
    free.acquireUninterruptibly();
    free.release();
    return Math.max(1, free.availablePermits());
  }

  @Override
  public boolean runInThread(Runnable work) {
    if (work == null) {
      return false;
    }
    free.acquireUninterruptibly();
    boolean isStarted = false;
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } finally {
              free.release();
            }
          });
      isStarted = true;
    } catch (RejectedExecutionException e) {
      // Shut down meanwhile.
    } finally {
      if (!isStarted) {
        free.release();
      }
    }
    return isStarted;
  }

  @Override
  public void shutdown(boolean waitForJobsToComplete) {
    threads.shutdown();
    // Whoever waits for a thread finds out.
    free.release(count);
    try {
      if (waitForJobsToComplete) {
        threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
