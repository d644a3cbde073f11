// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.worker;

import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.queue.host.RunningJob;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs that the workers of one process run now and have done; heartbeats tell it. Thread-safe. */
public final class InFlightJobs {

  private static final Set<Outcome> FAILURES =
      Set.of(Outcome.FAILED, Outcome.TIMED_OUT, Outcome.LOST, Outcome.REJECTED);

  private final Map<JobAttempt, RunningJob> running = new ConcurrentHashMap<>();
  private final Map<String, ServedRole> roles = new ConcurrentHashMap<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * A role that this process serves.
   *
   * @param name key under {@code workers:}
   * @param lists Redis lists it takes jobs from
   * @param slots jobs at a time
   */
  public record ServedRole(String name, List<String> lists, int slots) {}

  void serves(ServedRole role) {
    roles.put(role.name(), role);
  }

  /** The roles that this process serves, by name. */
  public List<ServedRole> roles() {
    return roles.values().stream().sorted(Comparator.comparing(ServedRole::name)).toList();
  }

  void started(JobAttempt attempt) {
    running.put(
        attempt, new RunningJob(attempt.job().id(), attempt.task().name(), attempt.startedAt()));
  }

  void left(JobAttempt attempt) {
    running.remove(attempt);
  }

  void ended(JobOutcome outcome) {
    done.incrementAndGet();
    if (isFailure(outcome.outcome())) {
      failed.incrementAndGet();
    }
  }

  static boolean isFailure(Outcome outcome) {
    return FAILURES.contains(outcome);
  }

  /** Jobs that run now. */
  public List<RunningJob> running() {
    return List.copyOf(running.values());
  }

  /** Jobs that ran to their end or were refused. */
  public long done() {
    return done.get();
  }

  /** How many of {@link #done()} failed. */
  public long failed() {
    return failed.get();
  }
}
