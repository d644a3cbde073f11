// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.fact;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs calls that may hang for ever, such as a look at a network file system whose server is away.
 * Each has a thread, which is left behind when its time is over. The number of these threads is
 * limited. Thread-safe.
 */
public final class TimeLimit {

  private final Duration longest;
  private final Semaphore threads;

  /**
   * @param longest time of one call
   * @param most threads, those left behind included
   */
  public TimeLimit(Duration longest, int most) {
    this.longest = longest;
    this.threads = new Semaphore(most);
  }

  /** The call took too long, or too many others hang. */
  public static final class Exceeded extends Exception {

    private static final long serialVersionUID = 1L;

    Exceeded(String message) {
      super(message);
    }
  }

  /** Longest time of one call. */
  public Duration longest() {
    return longest;
  }

  /**
   * Runs a call and waits for its value.
   *
   * @throws Exceeded its thread is left behind
   * @throws ExecutionException the call failed
   */
  public <T> T call(Callable<T> call) throws Exceeded, ExecutionException, InterruptedException {
    return call(call, () -> {}, Duration.ZERO);
  }

  /**
   * Runs a call that can be asked to end, and waits for its value.
   *
   * @param end asks the call to end
   * @param grace time for the end
   * @throws Exceeded it has not ended even then; its thread is left behind
   */
  public <T> T call(Callable<T> call, Runnable end, Duration grace)
      throws Exceeded, ExecutionException, InterruptedException {
    FutureTask<T> task = start(call);
    try {
      Optional<T> value = await(task, longest);
      if (value.isEmpty()) {
        end.run();
        value = await(task, grace);
      }
      return value.orElseThrow(
          () -> new Exceeded("no answer within " + longest.toSeconds() + " s"));
    } catch (InterruptedException e) {
      end.run();
      throw e;
    }
  }

  private <T> FutureTask<T> start(Callable<T> call) throws Exceeded, InterruptedException {
    if (!threads.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Exceeded("too many others are still without an answer");
    }
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                threads.release();
              }
            },
            "fact");
    thread.setDaemon(true);
    boolean isStarted = false;
    try {
      thread.start();
      isStarted = true;
    } finally {
      if (!isStarted) {
        threads.release();
      }
    }
    return task;
  }

  private static <T> Optional<T> await(FutureTask<T> task, Duration time)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(task.get(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }
}
