// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.config.read;

import io.celeryroot.config.CatchUp;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import java.time.Duration;

/** What a schedule and {@code defaults.schedules} have in common. */
record SchedulePolicies(CatchUp catchUp, Duration catchUpWindow, Overlap overlap) {

  static final SchedulePolicies DEFAULT =
      new SchedulePolicies(
          Schedule.DEFAULT_CATCH_UP, Schedule.DEFAULT_CATCH_UP_WINDOW, Schedule.DEFAULT_OVERLAP);

  /** The policies of {@code section}; what it does not have is taken from {@code base}. */
  static SchedulePolicies read(SectionReader section, SchedulePolicies base) {
    return new SchedulePolicies(
        section.choice("catch_up", CatchUp.class).orElse(base.catchUp),
        section.duration("catch_up_window").orElse(base.catchUpWindow),
        section.choice("overlap", Overlap.class).orElse(base.overlap));
  }
}
