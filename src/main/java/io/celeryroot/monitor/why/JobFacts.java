// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.monitor.JobView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.KnownAbsences;
import io.celeryroot.queue.host.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records about one job.
 *
 * @param job target and result
 * @param submitted when it was queued; empty: not known
 * @param now Redis server time
 * @param sighting of the host that it waits for, or runs on; empty: never seen, or any host
 * @param workers live workers that may take it
 * @param marker {@code QUEUED}, {@code HELD} or {@code SKIPPED}; empty: it was never put into a
 *     queue, or that was longer ago than results are kept
 * @param holder job that holds the slot of its schedule; empty: none
 * @param notBefore when it may start at the earliest; empty: at once
 * @param ahead jobs before it in its list; empty: not looked up
 * @param wave step and wave that it waits for, in words; empty: its wave has begun
 * @param absences of its host while it waited, if it expired; newest first
 */
public record JobFacts(
    JobView job,
    Optional<Instant> submitted,
    Instant now,
    Optional<Sighting> sighting,
    List<Heartbeat> workers,
    Optional<String> marker,
    Optional<String> holder,
    Optional<Instant> notBefore,
    Optional<Integer> ahead,
    Optional<String> wave,
    KnownAbsences absences) {

  public JobFacts {
    workers = List.copyOf(workers);
  }

  /** Host that the job was sent to; empty: any of its role. */
  Optional<String> host() {
    return job.target().flatMap(target -> target.host());
  }
}
