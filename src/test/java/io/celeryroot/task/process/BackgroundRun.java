// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A program that runs on a thread of its own, for tests that look at it meanwhile. */
final class BackgroundRun {

  private final CompletableFuture<ProcessResult> result = new CompletableFuture<>();
  private final CountDownLatch startedOrEnded = new CountDownLatch(1);
  private final Thread thread;
  private volatile Runnable canceller;
  private volatile boolean wasInterrupted;

  BackgroundRun(ProcessRunner runner, ProcessSpec spec) {
    this.thread = new Thread(() -> run(runner, spec));
    thread.start();
  }

  private void run(ProcessRunner runner, ProcessSpec spec) {
    try {
      result.complete(runner.run(spec, this::started));
      wasInterrupted = Thread.interrupted();
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    } finally {
      startedOrEnded.countDown();
    }
  }

  private void started(Runnable cancel) {
    canceller = cancel;
    startedOrEnded.countDown();
  }

  void cancel() throws InterruptedException {
    startedOrEnded.await();
    canceller.run();
  }

  void interrupt() {
    thread.interrupt();
  }

  ProcessResult await() throws Exception {
    ProcessResult ended = result.get();
    thread.join();
    return ended;
  }

  boolean wasStarted() {
    return canceller != null;
  }

  boolean wasInterrupted() {
    return wasInterrupted;
  }
}
