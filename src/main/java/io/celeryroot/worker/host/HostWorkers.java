// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker.host;

import io.celeryroot.queue.host.RunningJob;
import io.celeryroot.worker.ConsumerStats;
import io.celeryroot.worker.RoleWorker;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The workers of one host in this process: those of its file as it is, and those of the file as it
 * was, which still run jobs. Both share the slots of their role, so that a change of the file does
 * not make a host run more jobs than it may. Thread-safe.
 */
public final class HostWorkers {

  private final Map<String, Slots> slots = new HashMap<>();
  private final Set<RoleWorker> workers = new LinkedHashSet<>();
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
   * The slots of a role. Where fewer are wanted than before, running jobs end first.
   *
   * @param number jobs at a time, 1 or more
   */
  public synchronized Semaphore slots(String role, int number) {
    Slots found = slots.computeIfAbsent(role, any -> new Slots(number));
    found.resize(number);
    return found;
  }

  /** Adds a worker that is about to start. */
  public synchronized void add(RoleWorker worker) {
    workers.add(worker);
  }

  /** Removes a worker that has stopped; what it did still counts. */
  public synchronized void remove(RoleWorker worker) {
    if (workers.remove(worker)) {
      processed += processed(worker.stats());
      failed += failed(worker.stats());
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
