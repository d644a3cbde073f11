// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.ProcessResult.Ending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.MDC;

/**
 * One program that {@link ProcessRunner#start} was asked to run, until its end is known.
 *
 * <p>A thread of its own starts it and supervises it. Thread-safe.
 */
public final class RunningProcess {

  private final ProcessSpec spec;
  private final Clock clock;
  private final Launcher launcher;
  private final ProcessTable table;
  private final CompletableFuture<ProcessResult> result = new CompletableFuture<>();
  private volatile boolean isCancelled;
  private volatile OptionalLong pid = OptionalLong.empty();

  RunningProcess(ProcessSpec spec, Clock clock, Launcher launcher, ProcessTable table) {
    this.spec = spec;
    this.clock = clock;
    this.launcher = launcher;
    this.table = table;
  }

  /**
   * Starts the supervising thread. It is a daemon, so that it does not keep a JVM alive that was
   * told to end. Its log lines carry the fields of the calling thread.
   *
   * @throws OutOfMemoryError the machine gives no thread; nothing was started
   */
  void start(Runnable atEnd) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    Thread thread =
        new Thread(
            () -> {
              if (fields != null) {
                MDC.setContextMap(fields);
              }
              run(atEnd);
            },
            "process " + spec.program());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits for the end: of the main process if it ends by itself, of the whole tree if it is ended.
   * May be called by many, and again.
   *
   * @throws InterruptedException at once; the process is cancelled, and its tree is ended in the
   *     background
   * @throws OutOfMemoryError the machine gives no thread or no memory; a process may be running
   *     that nothing watches
   * @throws IllegalStateException the supervision failed; the tree was ended
   */
  public ProcessResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      cancel();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError error) {
        throw error;
      }
      throw new IllegalStateException("supervision of " + spec.program() + " failed", e.getCause());
    }
  }

  /**
   * Asks for the end of the whole tree: TERM, then KILL after {@code killAfter}. Returns at once;
   * no effect after the end, or twice.
   */
  public void cancel() {
    isCancelled = true;
  }

  /**
   * Returns the pid of the main process, also after its end; empty while it has not been started.
   */
  public OptionalLong pid() {
    return pid;
  }

  /** Completes the result whatever goes wrong: nobody may wait for ever. */
  private void run(Runnable atEnd) {
    try {
      ProcessResult ended = launchAndSupervise();
      atEnd.run();
      result.complete(ended);
    } catch (Throwable e) {
      atEnd.run();
      result.completeExceptionally(e);
    }
  }

  private ProcessResult launchAndSupervise() {
    Instant started = clock.instant();
    if (isCancelled) {
      return ProcessResult.withoutProcess(
          Ending.CANCELLED, started, Duration.ZERO, Optional.empty());
    }
    long before = System.nanoTime();
    String marker = UUID.randomUUID().toString();
    Process process;
    try {
      process = launcher.launch(spec, marker);
    } catch (CannotLaunch e) {
      return ProcessResult.withoutProcess(
          Ending.NOT_STARTED, started, Duration.ZERO, Optional.of(e.getMessage()));
    }
    pid = OptionalLong.of(process.pid());
    ProcessTree tree = ProcessTree.of(process, table, ProcessEnvironment.MARKER + "=" + marker);
    Supervision supervision = new Supervision(spec, process, tree, () -> isCancelled);
    Ending ending = supervision.run();
    return supervision.result(ending, started, Duration.ofNanos(System.nanoTime() - before));
  }
}
