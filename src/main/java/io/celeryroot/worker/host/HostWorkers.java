// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.host;

import io.celeryroot.monitor.health.ShortageWatch;
import io.celeryroot.queue.host.Generations;
import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.worker.ConsumerStats;
import io.celeryroot.worker.RoleWorker;
import io.celeryroot.worker.trust.Nonces;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The workers of one host in this process: those of its file as it is, and those of the file as it
 * was, which still run jobs. Both share the slots of their role, so that a change of the file does
 * not make a host run more jobs than it may. Thread-safe.
 */
public final class HostWorkers {

  private final Map<String, Slots> slots = new HashMap<>();
  private final Map<Path, OpenNonces> nonces = new HashMap<>();
  private final Set<RoleWorker> workers = new LinkedHashSet<>();
  private final Generations generations = new Generations();
  private final ShortageWatch shortages = new ShortageWatch();
  private long processed;
  private long failed;

  /** A semaphore whose number of permits may change while some are in use. */
  private static final class Slots extends Semaphore {

    private static final long serialVersionUID = 1;

    private int number;

    Slots(int number) {
      super(number);
      this.number = number;
    }

    void resize(int next) {
      if (next > number) {
        release(next - number);
      } else {
        reducePermits(number - next);
      }
      number = next;
    }
  }

  /**
   * The slots of a role. Their number is that of the worker that started last.
   *
   * @param number jobs at a time before any has started, 1 or more
   */
  public synchronized Semaphore slots(String role, int number) {
    return slots.computeIfAbsent(role, any -> new Slots(number));
  }

  private void resize(String role) {
    last(role).ifPresent(last -> slots.get(role).resize(last.slots()));
  }

  private Optional<RoleWorker> last(String role) {
    return workers.stream()
        .filter(worker -> worker.identity().role().name().equals(role))
        .reduce((before, last) -> last);
  }

  /** Contexts that beat for the host. */
  public Generations generations() {
    return generations;
  }

  /** Shortages of the machine that keep jobs from their processes. */
  public ShortageWatch shortages() {
    return shortages;
  }

  /**
   * The nonces of the host in a file, with which each job that runs by one of its files is known to
   * all.
   *
   * @return to be closed by the caller; the last one closes the file
   */
  public synchronized SharedNonces nonces(Path file) {
    OpenNonces open =
        nonces.computeIfAbsent(
            file, path -> new OpenNonces(new Nonces(path, InstantSource.system())));
    open.users++;
    return new SharedNonces(open.nonces, () -> leave(file, open));
  }

  private synchronized void leave(Path file, OpenNonces open) {
    open.users--;
    if (open.users == 0) {
      nonces.remove(file);
      open.nonces.close();
    }
  }

  /** Nonces that others use, too. */
  public record SharedNonces(Nonces nonces, Runnable leave) implements AutoCloseable {

    @Override
    public void close() {
      leave.run();
    }
  }

  private static final class OpenNonces {

    private final Nonces nonces;
    private int users;

    OpenNonces(Nonces nonces) {
      this.nonces = nonces;
    }
  }

  /**
   * Adds a worker that is about to start. Where it has fewer slots, running jobs end first.
   *
   * @return true if an operator paused the worker of the role whose place it takes
   */
  public synchronized boolean starts(RoleWorker worker) {
    workers.remove(worker);
    String role = worker.identity().role().name();
    boolean isPaused = last(role).filter(RoleWorker::isPausedHere).isPresent();
    workers.add(worker);
    resize(role);
    return isPaused;
  }

  /** Removes a worker that has stopped; what it did still counts. */
  public synchronized void remove(RoleWorker worker) {
    if (workers.remove(worker)) {
      processed += processed(worker.stats());
      failed += failed(worker.stats());
      resize(worker.identity().role().name());
    }
  }

  /** Jobs that run now. */
  public List<RunningJob> running() {
    return all().stream().flatMap(worker -> worker.running().stream()).toList();
  }

  /** Number of jobs that ended here, or were refused, since this process started. */
  public synchronized long processed() {
    return processed + workers.stream().mapToLong(worker -> processed(worker.stats())).sum();
  }

  /** Number of those that failed, or were refused. */
  public synchronized long failed() {
    return failed + workers.stream().mapToLong(worker -> failed(worker.stats())).sum();
  }

  private synchronized List<RoleWorker> all() {
    return List.copyOf(workers);
  }

  private static long processed(ConsumerStats stats) {
    return stats.processed() + stats.refused();
  }

  private static long failed(ConsumerStats stats) {
    return stats.failed() + stats.refused();
  }
}
