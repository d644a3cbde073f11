// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue.schedule;

import io.celeryroot.job.Job;
import io.celeryroot.job.JobState;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.run.OverlapReason;
import io.celeryroot.queue.host.Sighting;
import io.celeryroot.queue.host.Sightings;
import io.celeryroot.redis.Isolated;
import io.celeryroot.redis.Redis;
import java.util.Optional;

/** Tells why the job that holds the slot of a schedule has not ended. Thread-safe. */
public final class Holders {

  private final Sightings sightings;

  public Holders(Redis redis) {
    this.sightings = new Sightings(redis);
  }

  /**
   * The reason of a job that is skipped. Asks for the hosts that were seen, at most every 5 s, if
   * the holder waits for one.
   *
   * @param job that is skipped
   * @param holder id of the job that holds its slot
   * @param state of the holder
   */
  public String reason(Job job, String holder, JobState state) {
    String run = RunIds.runOf(holder).orElse(holder);
    Optional<String> host = job.target().host();
    if (host.isEmpty() || state != JobState.PENDING) {
      return OverlapReason.of(run, state).text();
    }
    // A spoiled key of heartbeats must not keep due runs from being recorded.
    return new Isolated(spoiled -> {})
        .get(() -> Optional.ofNullable(sightings.recent().get(host.get())))
        .filter(seen -> seen.filter(Sighting::isAlive).isEmpty())
        .map(seen -> OverlapReason.away(run, host.get(), seen.map(Sighting::last)))
        .orElseGet(() -> OverlapReason.of(run, state))
        .text();
  }
}
