// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.why;

import io.celeryroot.config.Schedule;
import io.celeryroot.queue.host.Life;
import io.celeryroot.queue.schedule.DueDecision;
import io.celeryroot.queue.schedule.ScheduleState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records about a schedule and one instant, of which no run is on record.
 *
 * @param schedule as in cl.yaml
 * @param state as Beats recorded it
 * @param at instant that is asked for; empty: the newest due instant
 * @param now by the clock of due instants
 * @param decision about the due instant; empty: nothing was due
 * @param isMissed true: the instant is listed as missed
 * @param lives times in which Beats lived, oldest first
 * @param unseen globs or roles without a host that was ever seen; empty: all targets have hosts
 */
public record DueFacts(
    Schedule schedule,
    ScheduleState state,
    Optional<Instant> at,
    Instant now,
    Optional<DueDecision> decision,
    boolean isMissed,
    List<Life> lives,
    List<String> unseen) {

  public DueFacts {
    lives = List.copyOf(lives);
    unseen = List.copyOf(unseen);
  }
}
