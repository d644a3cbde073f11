// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.task.process;

import io.celeryroot.text.Shortage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orphaned process trees, whose worker was killed before it could end them. A worker ends them
 * before it runs the job again. At its start it ends those of attempts that were given up.
 *
 * <p>A process is an orphan of a job only if it carries two marks: that of this very job, and that
 * of a worker process which ran under the same kernel and process namespace and is gone. A process
 * that a job left in the background on purpose is not touched while nobody asks for that job.
 */
public final class Leftovers {

  private static final String JOB = "CELERYROOT_JOB";
  private static final String WORKER = "CELERYROOT_WORKER";
  private static final Pattern WORKER_FORM = Pattern.compile("([^/]+)/(\\d{1,18})/(\\d{1,18})");

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Machine machine;
  private final ProcessTable table;

  /** Mark of this process, as {@link #WORKER_FORM} reads it. */
  private final String self;

  /** Looks at the processes of this machine. */
  public Leftovers() {
    this(Path.of("/proc"));
  }

  Leftovers(Path proc) {
    this.machine = new Machine(proc);
    this.table = new ProcessTable(proc);
    long pid = ProcessHandle.current().pid();
    this.self = machine.id() + "/" + pid + "/" + machine.start(pid);
  }

  /**
   * Returns the environment that marks the processes of a job.
   *
   * @param job unique among the jobs of all workers
   */
  public Map<String, String> marks(String job) {
    return Map.of(JOB, job, WORKER, self);
  }

  /**
   * Finds the jobs that have orphans.
   *
   * @return {@code job} as given to {@link #marks}, and the environment of one of its processes
   * @throws Shortage the machine lacks something for a look at its processes; call again
   */
  public Map<String, Map<String, String>> jobs() {
    return looking(
        () ->
            orphans()
                .filter(orphan -> orphan.environment().containsKey(JOB))
                .collect(
                    Collectors.toMap(
                        orphan -> orphan.environment().get(JOB),
                        Orphan::environment,
                        (first, second) -> first)));
  }

  /**
   * Ends the orphans of a job: TERM, and KILL for those still there later. Returns when they are
   * gone.
   *
   * @param job as given to {@link #marks}
   * @param killAfter between TERM and KILL
   * @return number of process trees
   * @throws Shortage the machine lacks something for a look at its processes; call again
   */
  public int end(String job, Duration killAfter) {
    return looking(() -> endAll(job, killAfter));
  }

  private static <T> T looking(Supplier<T> look) {
    try {
      return look.get();
    } catch (IllegalStateException e) {
      Shortage.check(e);
      throw e;
    }
  }

  private int endAll(String job, Duration killAfter) {
    Map<String, ProcessEntry> oldest =
        orphans()
            .filter(orphan -> job.equals(orphan.environment().get(JOB)))
            .filter(orphan -> orphan.environment().containsKey(ProcessEnvironment.MARKER))
            .collect(
                Collectors.toMap(
                    orphan -> orphan.environment().get(ProcessEnvironment.MARKER),
                    Orphan::entry,
                    BinaryOperator.minBy(Comparator.comparingLong(ProcessEntry::startTicks))));
    oldest.forEach(
        (marker, entry) ->
            end(
                new ProcessTree(table, entry, ProcessEnvironment.MARKER + "=" + marker),
                killAfter));
    return oldest.size();
  }

  private static void end(ProcessTree tree, Duration killAfter) {
    if (!tree.end(killAfter, () -> {})) {
      LOG.error("pids={}: left by a worker that died, still there after KILL", tree.pids());
    }
  }

  private record Orphan(ProcessEntry entry, Map<String, String> environment) {}

  private Stream<Orphan> orphans() {
    return table.list().stream()
        .filter(entry -> !entry.isZombie())
        .map(entry -> new Orphan(entry, table.environment(entry)))
        .filter(orphan -> isWithoutWorker(orphan.environment().getOrDefault(WORKER, "")));
  }

  /**
   * Returns true if a worker of this machine started the process and is gone. Any process may carry
   * such a variable, so only the exact form counts.
   */
  private boolean isWithoutWorker(String mark) {
    Matcher worker = WORKER_FORM.matcher(mark);
    return worker.matches()
        && worker.group(1).equals(machine.id())
        && machine.isGone(Long.parseLong(worker.group(2)), Long.parseLong(worker.group(3)));
  }
}
