// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.ProcessResult.Ending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.MDC;

/**
 * One program that {@link ProcessRunner#start} was asked to run, until its end is known.
 *
 * <p>A thread of its own starts it and supervises it. Thread-safe.
 */
public final class RunningProcess {

  private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

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
   * @throws NoThread it was not started
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
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      atEnd.run();
      throw NoThread.from(e);
    }
  }

  /**
   * Waits for the end: of the main process if it ends by itself, of the whole tree if it is ended.
   * May be called by many, and again.
   *
   * @throws InterruptedException at once; the process is cancelled, and its tree is ended in the
   *     background
   * @throws IllegalStateException with its cause, {@link NoThread} for one: its tree was ended
   */
  public ProcessResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      cancel();
      throw e;
    } catch (ExecutionException e) {
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
    } catch (OutOfMemoryError e) {
      // It may run already: the JDK starts a thread of its own for it afterwards.
      killUnwatched(ProcessEnvironment.MARKER + "=" + marker);
      throw NoThread.from(e);
    }
    pid = OptionalLong.of(process.pid());
    ProcessTree tree = ProcessTree.of(process, table, ProcessEnvironment.MARKER + "=" + marker);
    Supervision supervision = new Supervision(spec, process, tree, () -> isCancelled);
    Ending ending = supervision.run();
    return supervision.result(ending, started, Duration.ofNanos(System.nanoTime() - before));
  }

  private void killUnwatched(String marker) {
    Optional<ProcessEntry> main =
        table.list().stream()
            .filter(entry -> !entry.isZombie() && table.hasInEnvironment(entry, marker))
            .min(Comparator.comparingLong(ProcessEntry::startTicks));
    if (main.isPresent()) {
      ProcessTree tree = new ProcessTree(table, main.get(), marker);
      Deadline deadline = Deadline.in(KILL_PATIENCE);
      do {
        tree.kill();
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      } while (!tree.isGone() && !deadline.hasPassed());
    }
  }
}
