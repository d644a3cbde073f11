// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.migrate.export;

import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Durations;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Retries;
import io.celeryroot.config.Schedule;
import io.celeryroot.text.EnumWords;
import java.util.ArrayList;
import java.util.List;

/** The parts of a schedule that another tool does not know. */
final class Differences {

  private Differences() {}

  /** Returns why a job must not start without cl; empty when it may. */
  static List<String> obstacles(HostSchedule one) {
    Schedule schedule = one.schedule();
    List<String> obstacles = new ArrayList<>();
    if (schedule.workflow().isPresent()) {
      obstacles.add("it has steps or waves");
    }
    if (one.program().isEmpty()) {
      obstacles.add("its task sends to a Camel endpoint");
    }
    if (!schedule.conditions().isEmpty()) {
      obstacles.add("it has conditions: " + schedule.conditions().text());
    }
    if (!schedule.openTimes().isAlways()) {
      obstacles.add("it has calendars (only_in, blackout)");
    }
    one.role()
        .ifPresent(
            role -> obstacles.add("any one host of the role " + role + " runs it, not each"));
    return obstacles;
  }

  /**
   * Returns settings that get lost without harm to a single run.
   *
   * @param isSystemd true if splay, timeout, catch-up and {@code overlap: skip} are not lost
   */
  static List<String> lost(HostSchedule one, boolean isSystemd) {
    Schedule schedule = one.schedule();
    List<String> lost = new ArrayList<>();
    if (!isSystemd) {
      lost.add("timeout: " + Durations.format(one.task().timeout()));
      schedule.splay().ifPresent(splay -> lost.add("splay: " + Durations.format(splay.span())));
      if (schedule.catchUp() != CatchUp.SKIP) {
        lost.add("catch_up: " + EnumWords.of(schedule.catchUp()));
      }
    }
    Overlap usual = isSystemd ? Overlap.SKIP : Overlap.ALLOW;
    if (schedule.overlap() != usual) {
      lost.add("overlap: " + EnumWords.of(schedule.overlap()));
    }
    if (isSystemd && schedule.catchUp() == CatchUp.ALL) {
      lost.add("catch_up: all");
    }
    if (!one.task().retries().equals(Retries.NONE)) {
      lost.add("retries: " + one.task().retries().max());
    }
    schedule.pauseAfter().ifPresent(count -> lost.add("pause_after: " + count));
    return lost;
  }
}
