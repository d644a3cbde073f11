// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts programs and ends them with everything they started.
 *
 * <ul>
 *   <li><b>Input</b> is {@code /dev/null}. <b>Arguments</b> arrive byte for byte, no shell in
 *       between.
 *   <li><b>Environment</b>: from the worker only {@code PATH} (or a standard one), {@code HOME},
 *       {@code USER}, {@code LOGNAME}, {@code SHELL}, {@code LANG}, {@code LANGUAGE}, {@code LC_*},
 *       {@code TZ}, {@code TMPDIR}; with a user that user's {@code HOME}, {@code USER}, {@code
 *       LOGNAME}, {@code SHELL} and no {@code TMPDIR}; then the spec's; and the marker {@code
 *       CELERYROOT_PROCESS}.
 *   <li><b>Output</b> is read from pipes as fast as it comes and kept up to the limit, in memory:
 *       no file, no disk to fill.
 *   <li><b>Timeout and cancel</b> send TERM to the whole tree, and KILL after {@code killAfter} to
 *       the rest of it, also to processes started meanwhile. {@code ProcessTree} says which
 *       processes belong to a tree, and which escape.
 *   <li><b>A normal end</b> is the end of the main process. A daemon that it left in the background
 *       runs on and is not waited for. The pipes are closed even if the daemon holds them: it must
 *       write elsewhere, as daemons do, since a write to a closed pipe gives it SIGPIPE.
 *   <li><b>Another user</b> is possible for root only, through setpriv(1): user, group,
 *       supplementary groups; no PAM session.
 *   <li><b>At the end of the JVM</b> nothing is killed: the runner has no shutdown hook. {@link
 *       #close()} ends everything.
 * </ul>
 *
 * <p>Thread-safe. Takes one thread per running process, beside the JDK's. Closed by its maker.
 */
public final class ProcessRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessRunner.class);
  private static final Path PROC = Path.of("/proc");

  private final Clock clock;
  private final Launcher launcher;
  private final ProcessTable table = new ProcessTable(PROC);
  private final Set<RunningProcess> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /**
   * Makes a runner with the tools and the privileges of this JVM.
   *
   * @param clock tells {@link ProcessResult#started()}; durations are measured without it
   */
  public ProcessRunner(Clock clock) {
    this(clock, Launcher.Tools.find(System.getenv().getOrDefault("PATH", "")));
  }

  ProcessRunner(Clock clock, Launcher.Tools tools) {
    this.clock = clock;
    this.launcher =
        new Launcher(tools, Privileges.read(PROC.resolve("self/status")), System.getenv());
    if (tools.setsid().isEmpty()) {
      LOG.warn(
          "no program setsid (package util-linux): processes share the worker's session, a daemon that clears its environment escapes");
    }
  }

  /**
   * Starts a program in the background and returns at once.
   *
   * @return a handle on it, also when it turns out that it cannot be started; after {@link
   *     #close()} one that is {@link ProcessResult.Ending#CANCELLED}
   * @throws OutOfMemoryError the machine gives no thread; nothing was started
   */
  public RunningProcess start(ProcessSpec spec) {
    RunningProcess process = new RunningProcess(spec, clock, launcher, table);
    running.add(process);
    if (isClosed) {
      process.cancel();
    }
    process.start(() -> running.remove(process));
    return process;
  }

  /**
   * Cancels all processes and waits until their trees are gone, at most the longest {@code
   * killAfter} and a second. Later starts are cancelled, too. If interrupted, it stops waiting and
   * keeps the interrupt; the trees are still ended, as long as the JVM lives.
   */
  @Override
  public void close() {
    isClosed = true;
    Set<RunningProcess> left = Set.copyOf(running);
    left.forEach(RunningProcess::cancel);
    try {
      for (RunningProcess process : left) {
        process.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
