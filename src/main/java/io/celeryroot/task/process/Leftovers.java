// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orphaned process trees, whose worker was killed before it could end them. A worker ends them
 * before it runs the job again; at its start it ends those of attempts that were given up.
 *
 * <p>A process is an orphan of a job only if it carries two marks: that of this very job, and that
 * of a worker process which ran under the same kernel and process namespace and is gone. A process
 * that a job left in the background on purpose is not touched while nobody asks for that job.
 */
public final class Leftovers {

  private static final String JOB = "CELERYROOT_JOB";
  private static final String WORKER = "CELERYROOT_WORKER";
  private static final Pattern WORKER_FORM = Pattern.compile("([^/]+)/(\\d{1,18})/(\\d{1,18})");
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Machine machine;
  private final ProcessTable table;

  /** Looks at the processes of this machine. */
  public Leftovers() {
    this(Path.of("/proc"));
  }

  Leftovers(Path proc) {
    this.machine = new Machine(proc);
    this.table = new ProcessTable(proc);
  }

  /**
   * Returns the environment that marks the processes of a job.
   *
   * @param job unique among the jobs of all workers
   */
  public Map<String, String> marks(String job) {
    long self = ProcessHandle.current().pid();
    return Map.of(JOB, job, WORKER, machine.id() + "/" + self + "/" + machine.start(self));
  }

  /**
   * Finds the jobs that have orphans.
   *
   * @return {@code job} as given to {@link #marks}, and the environment of one of its processes
   */
  public Map<String, Map<String, String>> jobs() {
    Map<String, Map<String, String>> jobs = new HashMap<>();
    for (ProcessEntry entry : table.list()) {
      Map<String, String> environment = entry.isZombie() ? Map.of() : table.environment(entry);
      if (environment.containsKey(JOB) && isWithoutWorker(entry)) {
        jobs.putIfAbsent(environment.get(JOB), environment);
      }
    }
    return jobs;
  }

  /**
   * Ends the orphans of a job: TERM, and KILL for those still there later. Returns when they are
   * gone.
   *
   * @param job as given to {@link #marks}
   * @param killAfter between TERM and KILL
   * @return number of process trees
   */
  public int end(String job, Duration killAfter) {
    Map<String, List<ProcessEntry>> trees =
        table.list().stream()
            .filter(entry -> !entry.isZombie() && table.hasInEnvironment(entry, JOB + "=" + job))
            .filter(this::isWithoutWorker)
            .filter(entry -> marker(entry).isPresent())
            .collect(Collectors.groupingBy(entry -> marker(entry).orElse("")));
    trees.forEach(
        (marker, members) -> {
          ProcessEntry oldest =
              members.stream()
                  .min(Comparator.comparingLong(ProcessEntry::startTicks))
                  .orElseThrow();
          end(new ProcessTree(table, oldest, ProcessEnvironment.MARKER + "=" + marker), killAfter);
        });
    return trees.size();
  }

  private void end(ProcessTree tree, Duration killAfter) {
    tree.terminate();
    LOG.debug("leftover processes: {}", tree.pids());
    if (isGoneBy(tree, Deadline.in(killAfter))) {
      return;
    }
    tree.kill();
    if (!isGoneBy(tree, Deadline.in(KILL_PATIENCE))) {
      LOG.error("pids={}: left by a worker that died, still there after KILL", tree.pids());
    }
  }

  private static boolean isGoneBy(ProcessTree tree, Deadline deadline) {
    while (!tree.isGone()) {
      if (deadline.hasPassed()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return true;
  }

  private Optional<String> marker(ProcessEntry entry) {
    return table.inEnvironment(entry, ProcessEnvironment.MARKER);
  }

  /**
   * Returns true when a worker of this machine started it and is gone. Any process may carry such a
   * variable, so only the exact form counts.
   */
  private boolean isWithoutWorker(ProcessEntry entry) {
    Matcher worker = WORKER_FORM.matcher(table.inEnvironment(entry, WORKER).orElse(""));
    return worker.matches()
        && worker.group(1).equals(machine.id())
        && machine.isGone(Long.parseLong(worker.group(2)), Long.parseLong(worker.group(3)));
  }
}
