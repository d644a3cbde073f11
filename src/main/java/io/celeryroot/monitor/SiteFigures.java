// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.queue.schedule.ScheduleState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of the whole site as it stands in Redis. Figures that could not be read, because somebody
 * else wrote their key, are missing.
 *
 * @param queues by role
 * @param workers seen within 7 days
 * @param beats seen within 7 days
 * @param schedules by name
 */
public record SiteFigures(
    Map<String, QueueFigures> queues,
    Optional<List<ProcessView>> workers,
    Optional<List<ProcessView>> beats,
    Map<String, ScheduleState> schedules) {

  public SiteFigures {
    queues = Map.copyOf(queues);
    workers = workers.map(List::copyOf);
    beats = beats.map(List::copyOf);
    schedules = Map.copyOf(schedules);
  }

  public Optional<QueueFigures> queue(String role) {
    return Optional.ofNullable(queues.get(role));
  }

  public Optional<ScheduleState> schedule(String name) {
    return Optional.ofNullable(schedules.get(name));
  }

  /** Number of workers of a role. */
  public Optional<Long> workers(String role, boolean alive) {
    return workers.map(
        seen ->
            seen.stream()
                .filter(worker -> worker.alive() == alive)
                .filter(worker -> worker.heartbeat().roles().contains(role))
                .count());
  }

  public Optional<Long> beats(boolean alive) {
    return beats.map(seen -> seen.stream().filter(beat -> beat.alive() == alive).count());
  }
}
