// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.queue.ScheduleState;
import java.util.List;
import java.util.Map;

/**
 * The whole site in numbers, as it stands in Redis.
 *
 * @param queues by role
 * @param workers seen within 7 days
 * @param beats seen within 7 days
 * @param schedules by name
 */
public record SiteFigures(
    Map<String, QueueFigures> queues,
    List<ProcessView> workers,
    List<ProcessView> beats,
    Map<String, ScheduleState> schedules) {

  public SiteFigures {
    queues = Map.copyOf(queues);
    workers = List.copyOf(workers);
    beats = List.copyOf(beats);
    schedules = Map.copyOf(schedules);
  }

  /** Workers of a role. */
  public long workers(String role, boolean alive) {
    return workers.stream()
        .filter(worker -> worker.alive() == alive)
        .filter(worker -> worker.heartbeat().roles().contains(role))
        .count();
  }

  public long beats(boolean alive) {
    return beats.stream().filter(beat -> beat.alive() == alive).count();
  }
}
