// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.history;

import io.celeryroot.job.JobState;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.run.RunRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The runs that a list shows.
 *
 * @param limit most runs, 1 or more
 * @param schedule only its runs
 * @param task only runs of it
 * @param host only runs with a job for it
 * @param outcomes only runs in which a job ended so; empty: any
 * @param since earliest submission
 * @param until latest submission
 * @param isSlowest true: those with the longest job first; false: the newest first
 */
public record RunQuery(
    int limit,
    Optional<String> schedule,
    Optional<String> task,
    Optional<String> host,
    Set<Outcome> outcomes,
    Optional<Instant> since,
    Optional<Instant> until,
    boolean isSlowest) {

  /** Outcomes of jobs that did not end well. */
  public static final Set<Outcome> FAILURES =
      Arrays.stream(Outcome.values())
          .filter(outcome -> outcome.state() != JobState.SUCCESS)
          .collect(Collectors.toUnmodifiableSet());

  public RunQuery {
    outcomes = outcomes.isEmpty() ? Set.of() : EnumSet.copyOf(outcomes);
  }

  /** All runs of a schedule, the newest first. */
  public static RunQuery ofSchedule(String name, int limit) {
    return newest(limit, Optional.of(name), Optional.empty(), Optional.empty());
  }

  /** All runs of a task or workflow, the newest first. */
  public static RunQuery ofTask(String name, int limit) {
    return newest(limit, Optional.empty(), Optional.of(name), Optional.empty());
  }

  /** All runs with a job for a host, the newest first. */
  public static RunQuery ofHost(String name, int limit) {
    return newest(limit, Optional.empty(), Optional.empty(), Optional.of(name));
  }

  private static RunQuery newest(
      int limit, Optional<String> schedule, Optional<String> task, Optional<String> host) {
    return new RunQuery(
        limit, schedule, task, host, Set.of(), Optional.empty(), Optional.empty(), false);
  }

  boolean matches(RunRecord run) {
    return schedule.filter(name -> !run.schedule().equals(Optional.of(name))).isEmpty()
        && task.filter(name -> !run.runs(name)).isEmpty();
  }

  /** Returns true if the counts of ended jobs decide. */
  boolean asksForEnds() {
    return isSlowest || !outcomes.isEmpty();
  }
}
