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
 * Process trees that outlived their worker: it was killed before it could end them. Whoever runs
 * the job again ends them first; a worker that starts ends those of attempts that were given up.
 *
 * <p>A process is a leftover of a job only if it carries the mark of that very job and that of a
 * worker process which ran under this same kernel and process namespace and is gone. What a job
 * left in the background on purpose is not touched as long as nobody asks for that job.
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

  /** Of this machine. */
  public Leftovers() {
    this(Path.of("/proc"));
  }

  Leftovers(Path proc) {
    this.machine = new Machine(proc);
    this.table = new ProcessTable(proc);
  }

  /**
   * What the processes of a job carry in their environment.
   *
   * @param job tells it from all other jobs of all workers
   */
  public Map<String, String> marks(String job) {
    long self = ProcessHandle.current().pid();
    return Map.of(JOB, job, WORKER, machine.id() + "/" + self + "/" + machine.start(self));
  }

  /**
   * The jobs of which something is left.
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
   * Ends what is left of a job: TERM, and KILL for what is still there later. Returns when it is
   * gone.
   *
   * @param job as given to {@link #marks}
   * @param killAfter between TERM and KILL
   * @return how many process trees there were
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
   * Whether the worker that started it was one of this machine and has gone. Any process may carry
   * what it likes: what has not the form of a mark is none.
   */
  private boolean isWithoutWorker(ProcessEntry entry) {
    Matcher worker = WORKER_FORM.matcher(table.inEnvironment(entry, WORKER).orElse(""));
    return worker.matches()
        && worker.group(1).equals(machine.id())
        && machine.isGone(Long.parseLong(worker.group(2)), Long.parseLong(worker.group(3)));
  }
}
