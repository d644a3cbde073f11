// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Channel;
import io.celeryroot.task.spawn.Child;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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

  /** Longest time until a timeout or a cancellation is noticed. */
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private static final int READS_BETWEEN_LOOKS = 64;

  private final ProcessSpec spec;
  private final Child child;
  private final Supplier<ProcessTree> tree;
  private final BooleanSupplier isCancelled;
  private final ProcessOutput output;
  private boolean isInterrupted;

  /**
   * @param tree finds the tree of the child; asked before the end of the child has been noticed
   */
  Supervision(
      ProcessSpec spec, Child child, Supplier<ProcessTree> tree, BooleanSupplier isCancelled) {
    this.spec = spec;
    this.child = child;
    this.tree = tree;
    this.isCancelled = isCancelled;
    this.output = new ProcessOutput(spec);
  }

  /** Returns when the main process has ended by itself, or when the tree is gone. */
  Ending run() {
    Ending ending = Ending.CANCELLED;
    try {
      ending = watch();
    } catch (InterruptedException e) {
      // Kept until the end, because the waits below must wait.
      isInterrupted = true;
    } finally {
      if (ending != Ending.EXITED) {
        endTree(tree.get());
      }
      child.drainAndClose(output);
      output.end();
    }
    return ending;
  }

  private Ending watch() throws InterruptedException {
    Deadline timeout = Deadline.in(spec.timeout());
    while (child.isRunning()) {
      if (isCancelled.getAsBoolean()) {
        return Ending.CANCELLED;
      }
      if (timeout.hasPassed()) {
        return Ending.TIMED_OUT;
      }
      if (!child.drain(output)) {
        child.await(Math.min(timeout.left(), LOOK_NANOS));
      }
    }
    return Ending.EXITED;
  }

  /** Keeps reading meanwhile: a process that writes last words must not hang on a full pipe. */
  private void endTree(ProcessTree tree) {
    if (!tree.end(spec.killAfter(), this::drainSome)) {
      LOG.warn(
          "process {} {}: still there after KILL: pids {}",
          child.pid(),
          spec.program(),
          tree.pids());
    }
  }

  private void drainSome() {
    int reads = 0;
    while (reads < READS_BETWEEN_LOOKS && child.drain(output)) {
      reads++;
    }
  }

  /**
   * Makes the result, after {@link #run}.
   *
   * @param isThroughTools true if another program executed the program
   */
  ProcessResult result(Ending ending, boolean isThroughTools, Instant started, Duration duration) {
    OptionalInt exitCode = child.exitCode();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    String stdout = output.text(Channel.STDOUT);
    String stderr = output.text(Channel.STDERR);
    Optional<String> neverRan =
        ending == Ending.EXITED && isThroughTools
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
}
