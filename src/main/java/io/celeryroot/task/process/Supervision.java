// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.ProcessResult.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one process from its start to its end: reads its output, keeps its timeout, ends its
 * tree.
 *
 * <p>Confined to one thread, which never blocks on a pipe. So a daemon that holds the pipes after
 * the end of the main process delays nothing.
 */
final class Supervision {

  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  /** Time for the JDK to notice an end that the process table shows. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private static final int READS_BETWEEN_LOOKS = 64;

  private final ProcessSpec spec;
  private final Process process;
  private final ProcessTree tree;
  private final BooleanSupplier isCancelled;
  private final ProcessOutput output;
  private boolean isInterrupted;

  Supervision(ProcessSpec spec, Process process, ProcessTree tree, BooleanSupplier isCancelled) {
    this.spec = spec;
    this.process = process;
    this.tree = tree;
    this.isCancelled = isCancelled;
    this.output = new ProcessOutput(spec, process);
  }

  /**
   * Returns when the main process has ended by itself, or when the tree is gone.
   *
   * <p>Holds the monitors of the JDK's streams all the time. Otherwise the JDK reads the rest of
   * the pipe into one array without limit when the main process exits: a background {@code yes}
   * would fill the heap.
   */
  Ending run() {
    synchronized (process.getInputStream()) {
      synchronized (process.getErrorStream()) {
        Ending ending = watchAndEnd();
        output.drainAndClose();
        return ending;
      }
    }
  }

  private Ending watchAndEnd() {
    Ending ending = Ending.CANCELLED;
    try {
      ending = watch();
    } catch (InterruptedException e) {
      // Kept until the end, because the waits below must wait.
      isInterrupted = true;
    } finally {
      if (ending != Ending.EXITED) {
        endTree();
      }
    }
    return ending;
  }

  private Ending watch() throws InterruptedException {
    Deadline timeout = Deadline.in(spec.timeout());
    Pace pace = new Pace();
    while (process.isAlive()) {
      if (isCancelled.getAsBoolean()) {
        return Ending.CANCELLED;
      }
      if (timeout.hasPassed()) {
        return Ending.TIMED_OUT;
      }
      if (output.drain()) {
        pace.hurry();
      } else {
        pace.pause(process, timeout.left());
      }
    }
    return Ending.EXITED;
  }

  /** Keeps reading meanwhile: a process that writes last words must not hang on a full pipe. */
  private void endTree() {
    if (!tree.end(spec.killAfter(), this::drainSome)) {
      LOG.warn(
          "process {} {}: still there after KILL: pids {}",
          process.pid(),
          spec.program(),
          tree.pids());
    }
  }

  private void drainSome() {
    int reads = 0;
    while (reads < READS_BETWEEN_LOOKS && output.drain()) {
      reads++;
    }
  }

  /** Makes the result, after {@link #run}. */
  ProcessResult result(Ending ending, Instant started, Duration duration) {
    OptionalInt exitCode = exitCode();
    String stdout = output.stdout();
    String stderr = output.stderr();
    Optional<String> neverRan =
        ending == Ending.EXITED
            ? ToolFailure.reason(spec, exitCode, stdout, stderr)
            : Optional.empty();
    if (neverRan.isPresent()) {
      return ProcessResult.withoutProcess(Ending.NOT_STARTED, started, duration, neverRan);
    }
    boolean isSuccess =
        ending == Ending.EXITED && exitCode.stream().anyMatch(spec.successExitCodes()::contains);
    return new ProcessResult(
        ending,
        exitCode,
        isSuccess,
        stdout,
        stderr,
        output.isCut(),
        started,
        duration,
        Optional.empty());
  }

  private OptionalInt exitCode() {
    try {
      return process.waitFor(NOTICE.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      isInterrupted = true;
      return OptionalInt.empty();
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The pause between two looks at a process. It takes microseconds while output flows, so that a
   * pipe is emptied at hundreds of MB/s, and up to 50 ms while the process is quiet.
   */
  private static final class Pace {

    private static final long BUSY_NANOS = 50_000;
    private static final int BUSY_LOOKS = 40;
    private static final long FIRST_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(50).toNanos();

    private int busyLooksLeft;
    private long nextNanos = FIRST_NANOS;

    /** Output was seen. */
    void hurry() {
      busyLooksLeft = BUSY_LOOKS;
      nextNanos = FIRST_NANOS;
    }

    /** Waits until the process ends, at most {@code nanos}. */
    void pause(Process process, long nanos) throws InterruptedException {
      if (busyLooksLeft > 0) {
        busyLooksLeft--;
        LockSupport.parkNanos(Math.min(BUSY_NANOS, nanos));
        return;
      }
      process.waitFor(Math.min(nextNanos, nanos), TimeUnit.NANOSECONDS);
      nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
    }
  }
}
