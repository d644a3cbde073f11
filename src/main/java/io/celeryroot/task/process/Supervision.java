// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.limit.Cgroup;
import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Channel;
import io.celeryroot.task.spawn.Child;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one process from its start to its end: reads its output, keeps its timeout and its limit
 * of memory, ends its tree.
 *
 * <p>After a normal end it waits a bounded time for the output of what the process left running.
 * Confined to one thread, which never blocks on a pipe.
 */
final class Supervision {

  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  /** Longest time until a timeout or a cancellation is noticed. */
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  /** Time between two looks at the memory of the tree. */
  private static final Duration MEMORY_LOOK = Duration.ofMillis(100);

  private static final int READS_BETWEEN_LOOKS = 64;

  private final ProcessSpec spec;
  private final Launcher.Command command;
  private final Child child;
  private final ProcessFamily family;
  private final BooleanSupplier isCancelled;
  private final ProcessOutput output;
  private Optional<ProcessTree> watched = Optional.empty();
  private List<String> left = List.of();
  private long endedNanos;
  private boolean isInterrupted;

  /**
   * @param command that started the child
   */
  Supervision(
      ProcessSpec spec,
      Launcher.Command command,
      Child child,
      ProcessFamily family,
      BooleanSupplier isCancelled) {
    this.spec = spec;
    this.command = command;
    this.child = child;
    this.family = family;
    this.isCancelled = isCancelled;
    this.output = new ProcessOutput(spec);
  }

  /** Returns when the main process has ended by itself, or when the tree is gone. */
  Ending run() {
    Ending ending = Ending.CANCELLED;
    try {
      Deadline timeout = Deadline.in(spec.timeout());
      ending = watch(timeout);
      endedNanos = System.nanoTime();
      if (ending == Ending.EXITED) {
        linger(timeout);
      }
    } catch (InterruptedException e) {
      // Kept until the end, because the waits below must wait.
      isInterrupted = true;
    } finally {
      close(ending);
    }
    return ending;
  }

  private void close(Ending ending) {
    if (ending == Ending.EXITED) {
      child.drainAndLeave(output);
    } else {
      boolean isOver = ending == Ending.OVER_LIMIT;
      endTree(family.tree(child), isOver ? Duration.ZERO : spec.killAfter());
      child.drainAndClose(output);
      endedNanos = System.nanoTime();
    }
    output.end();
  }

  private Ending watch(Deadline timeout) throws InterruptedException {
    boolean isMemoryWatched = command.isMemoryWatched();
    Deadline nextLook = Deadline.in(Duration.ZERO);
    while (child.isRunning()) {
      if (isCancelled.getAsBoolean()) {
        return Ending.CANCELLED;
      }
      if (timeout.hasPassed()) {
        return Ending.TIMED_OUT;
      }
      if (isMemoryWatched && nextLook.hasPassed()) {
        if (usesTooMuch()) {
          return Ending.OVER_LIMIT;
        }
        nextLook = Deadline.in(MEMORY_LOOK);
      }
      if (!child.drain(output)) {
        child.await(Math.min(timeout.left(), LOOK_NANOS));
      }
    }
    return Ending.EXITED;
  }

  private boolean usesTooMuch() {
    if (watched.isEmpty()) {
      watched = Optional.of(family.tree(child));
    }
    return watched.get().memoryBytes() > spec.limits().memoryBytes().orElse(Long.MAX_VALUE);
  }

  /**
   * Waits for the end of the pipes. A cancel, an interrupt or the timeout end the wait and nothing
   * else, because the main process had ended before.
   */
  private void linger(Deadline timeout) throws InterruptedException {
    Deadline end = Deadline.in(spec.linger());
    drainSome();
    while (child.isOutputOpen()) {
      if (end.hasPassed() || timeout.hasPassed() || isCancelled.getAsBoolean()) {
        left = family.programs();
        return;
      }
      child.await(Math.min(end.left(), LOOK_NANOS));
      drainSome();
    }
  }

  /** Keeps reading meanwhile: a process that writes last words must not hang on a full pipe. */
  private void endTree(ProcessTree tree, Duration killAfter) {
    if (!tree.end(killAfter, this::drainSome)) {
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
   * @param startedNanos by the monotonic clock
   */
  ProcessResult result(Ending ending, Instant started, long startedNanos) {
    OptionalInt exitCode = child.exitCode();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    Duration duration = Duration.ofNanos(endedNanos - startedNanos);
    String stdout = output.text(Channel.STDOUT);
    String stderr = output.text(Channel.STDERR);
    Optional<String> neverRan =
        ending == Ending.EXITED && command.isThroughTools()
            ? ToolFailure.reason(spec, exitCode, stdout, stderr)
            : Optional.empty();
    if (neverRan.isPresent()) {
      return ProcessResult.withoutProcess(Ending.NOT_STARTED, started, duration, neverRan);
    }
    boolean isSuccess =
        ending == Ending.EXITED && exitCode.stream().anyMatch(spec.successExitCodes()::contains);
    Optional<String> limit = isSuccess ? Optional.empty() : exceeded(ending, exitCode);
    return new ProcessResult(
        limit.isPresent() ? Ending.OVER_LIMIT : ending,
        exitCode,
        child.signal(),
        isSuccess,
        stdout,
        stderr,
        output.isCut(),
        started,
        duration,
        left,
        limit);
  }

  /** Returns the limit for which the program was ended, by us or by the kernel. */
  private Optional<String> exceeded(Ending ending, OptionalInt exitCode) {
    boolean isOutOfMemory =
        ending == Ending.OVER_LIMIT || command.cgroup().filter(Cgroup::wasOutOfMemory).isPresent();
    if (isOutOfMemory) {
      return Optional.of(spec.limits().memoryText());
    }
    boolean isOutOfTime =
        spec.limits().cpuPercent().isPresent()
            && exitCode.stream().anyMatch(code -> code == Signals.SHELL_BASE + Signals.XCPU);
    return isOutOfTime ? Optional.of(spec.limits().cpuText()) : Optional.empty();
  }
}
