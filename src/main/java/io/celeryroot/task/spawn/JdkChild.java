// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.spawn;

import io.celeryroot.task.spawn.Pump.Chunk;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of the JDK. A thread for each of its pipes reads them. */
final class JdkChild implements Child {

  /** Time for the JDK to notice an end that the process table shows. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  /** Chunks that wait to be taken; a program that writes more waits. */
  private static final int MOST_WAITING = 4;

  /** Silence after which a pipe counts as empty: its thread had time to read what was there. */
  private static final long SETTLED_MILLIS = 50;

  private static final int MOST_LAST_CHUNKS = 64;

  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Pump stdout = new Pump(Channel.STDOUT, chunks);
  private final Pump stderr = new Pump(Channel.STDERR, chunks);
  private Process process;

  /** Taken by a wait, and not handed on yet. */
  private Chunk next;

  List<Pump> pumps() {
    return List.of(stdout, stderr);
  }

  /** Tells which process this is, and wakes a wait when it ends. */
  void started(Process started) {
    process = started;
    CompletableFuture<Boolean> unused = process.onExit().thenApply(ended -> stdout.wake());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    if (next == null) {
      next = chunks.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public boolean drain(OutputSink sink) {
    Chunk chunk = next == null ? chunks.poll() : next;
    next = null;
    if (chunk != null) {
      chunk.giveTo(sink);
    }
    return chunk != null;
  }

  @Override
  public boolean isOutputOpen() {
    boolean isAtEnd = stdout.isAtEnd() && stderr.isAtEnd();
    return !isAtEnd || next != null || !chunks.isEmpty();
  }

  /** The JDK cannot close a pipe that a thread reads; it is left. */
  @Override
  public void drainAndClose(OutputSink sink) {
    drainAndLeave(sink);
  }

  @Override
  public void drainAndLeave(OutputSink sink) {
    boolean wasInterrupted = Thread.interrupted();
    for (int i = 0; i < MOST_LAST_CHUNKS && isOutputOpen(); i++) {
      try {
        await(TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS));
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      if (!drain(sink)) {
        break;
      }
    }
    pumps().forEach(Pump::leave);
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public OptionalInt exitCode() {
    try {
      return process.waitFor(NOTICE.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** The JDK does not tell a signal from an exit with its number. */
  @Override
  public OptionalInt signal() {
    return OptionalInt.empty();
  }
}
