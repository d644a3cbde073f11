// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.task.process.ProcessResult.Ending;
import io.celeryroot.task.spawn.Spawner;
import io.celeryroot.task.spawn.Spawners;
import io.celeryroot.text.Shortage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs, and ends them with everything they started.
 *
 * <ul>
 *   <li><b>Input</b> is {@code /dev/null}. <b>Arguments</b> arrive byte for byte, no shell in
 *       between.
 *   <li><b>Environment</b>: from the worker only {@code PATH} (or a standard one), {@code HOME},
 *       {@code USER}, {@code LOGNAME}, {@code SHELL} (or those of its account), {@code LANG},
 *       {@code LANGUAGE}, {@code LC_*}, {@code TZ}, {@code TMPDIR}; with a user that user's {@code
 *       HOME}, {@code USER}, {@code LOGNAME}, {@code SHELL} and no {@code TMPDIR}; then the spec's;
 *       and the marker {@code CELERYROOT_PROCESS}.
 *   <li><b>Output</b> is read from pipes as fast as it comes and kept up to the limit, in memory:
 *       no file, no disk to fill.
 *   <li><b>Timeout and cancel</b> send TERM to the whole tree, and KILL after {@code killAfter} to
 *       the rest of it, also to processes started meanwhile. {@code ProcessTree} says which
 *       processes belong to a tree, and which escape.
 *   <li><b>A normal end</b> is the end of the main process. What it left running may write for
 *       {@code linger} more; then the result stands and names it. It runs on, and what it writes is
 *       read and dropped for as long as the JVM lives, so a write never fails or blocks for ever.
 *   <li><b>Another user</b> is possible for root only, through setpriv(1): user, group,
 *       supplementary groups, a standard {@code PATH}; no PAM session. Unless the spec says
 *       otherwise, no way to new privileges and an empty bounding set.
 *   <li><b>Limits</b> of memory and CPU are a cgroup's where the worker may make one. Otherwise the
 *       memory of the tree is looked at ten times a second, and CPU time is limited for each
 *       process to the share of {@code timeout}.
 *   <li><b>At the end of the JVM</b> nothing is killed: the runner has no shutdown hook. {@link
 *       #close()} ends everything.
 * </ul>
 *
 * <p>Thread-safe. The calling thread watches the process. Closed by its maker.
 */
public final class ProcessRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessRunner.class);
  private static final Path PROC = Path.of("/proc");

  private final Clock clock;
  private final Spawner spawner;
  private final Launcher launcher;
  private final ProcessTable table = new ProcessTable(PROC);
  private volatile boolean isClosed;

  /** Number of calls in progress. Guarded by {@code this}. */
  private int running;

  /**
   * Makes a runner with the tools and the privileges of this JVM.
   *
   * @param clock tells {@link ProcessResult#started()}; durations are measured without it
   */
  public ProcessRunner(Clock clock) {
    this(
        clock,
        Spawners.best(Encodable.charset()),
        Launcher.Tools.find(System.getenv().getOrDefault("PATH", "")));
  }

  ProcessRunner(Clock clock, Spawner spawner, Launcher.Tools tools) {
    this.clock = clock;
    this.spawner = spawner;
    this.launcher =
        new Launcher(spawner, tools, Privileges.read(PROC.resolve("self/status")), System.getenv());
    if (!spawner.makesSessions() && tools.setsid().isEmpty()) {
      LOG.warn(
          "no program setsid (package util-linux): processes share the worker's session, a daemon that clears its environment escapes");
    }
  }

  /**
   * Runs a program. Returns when its main process has ended by itself, or when its whole tree has
   * been ended. An interrupt cancels the program and is kept.
   *
   * @param started receives, once the program has been started, an action that cancels it: TERM to
   *     the whole tree, then KILL after {@code killAfter}. The action returns at once, has no
   *     effect after the end, and may be called on any thread
   * @return the end of the program, also if it cannot be started; {@link Ending#CANCELLED} without
   *     a start after {@link #close()}
   * @throws Shortage the machine lacks something at the moment; nothing was started
   * @throws OutOfMemoryError the machine gives no thread or no memory; a process may be running
   *     that nothing watches
   */
  public ProcessResult run(ProcessSpec spec, Consumer<Runnable> started) {
    Instant at = clock.instant();
    if (!enter()) {
      return ProcessResult.withoutProcess(Ending.CANCELLED, at, Duration.ZERO, Optional.empty());
    }
    try {
      return launchAndSupervise(spec, started, at);
    } catch (CannotLaunch e) {
      Shortage.check(e);
      return ProcessResult.withoutProcess(
          Ending.NOT_STARTED, at, Duration.ZERO, Optional.of(e.getMessage()));
    } finally {
      leave();
    }
  }

  private ProcessResult launchAndSupervise(
      ProcessSpec spec, Consumer<Runnable> started, Instant at) {
    long before = System.nanoTime();
    String marker = UUID.randomUUID().toString();
    ProcessFamily family = new ProcessFamily(table, ProcessEnvironment.MARKER + "=" + marker);
    Launcher.Command command = launcher.command(spec, marker);
    try {
      return spawner.spawn(
          command.exec(),
          child -> {
            AtomicBoolean isCancelled = new AtomicBoolean();
            started.accept(() -> isCancelled.set(true));
            Supervision supervision =
                new Supervision(spec, command, child, family, () -> isClosed || isCancelled.get());
            return supervision.result(supervision.run(), at, before);
          });
    } catch (IOException e) {
      Shortage.check(e);
      throw new CannotLaunch(CannotLaunch.explain(spec, e.getMessage()));
    } finally {
      launcher.ended(command);
    }
  }

  private synchronized boolean enter() {
    if (!isClosed) {
      running++;
    }
    return !isClosed;
  }

  private synchronized void leave() {
    running--;
    notifyAll();
  }

  /**
   * Cancels all programs and waits until their trees are gone, at most the longest {@code
   * killAfter} and a second. If interrupted, it stops waiting and keeps the interrupt; the trees
   * are still ended, as long as the JVM lives.
   */
  @Override
  public synchronized void close() {
    isClosed = true;
    try {
      while (running > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
