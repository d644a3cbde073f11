// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClosedTimesTest {

  private static final Instant MONDAY = Instant.parse("2026-11-30T02:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-12-01T02:00:00Z");

  private final ClConfig config =
      TestSite.config(
          """
          workers:
            web: {hostnames: ["web*"]}
            db: {hostnames: [db01], blackout: [mondays]}
            old: {hostnames: [old01], blackout: [mondays], only_in: [mondays]}
          calendars: {mondays: {weekdays: mon}}
          tasks: {t: {command: ["true"]}}
          schedules:
            own: {cron: "0 2 * * *", task: t, targets: [web], blackout: [mondays]}
            both: {cron: "0 2 * * *", task: t, targets: [web, db01]}
            closed: {cron: "0 2 * * *", task: t, targets: [db, old]}
            flow: {cron: "0 2 * * *", tasks: [{task: t, targets: [web]}, {task: t, targets: [db]}]}
            waves: {cron: "0 2 * * *", task: t, targets: [web, db], batch: 1}
          """);

  private String words(String schedule, Instant due) {
    return new ClosedTimes(config).describe(config.schedules().get(schedule), due).orElse("starts");
  }

  private boolean isWhole(String schedule, Instant due) {
    Schedule named = config.schedules().get(schedule);
    return new ClosedTimes(config).ofWhole(named, due).isPresent();
  }

  @Test
  void a_schedule_is_closed_by_its_own_calendars_or_by_those_of_all_its_roles() {
    assertThat(words("own", MONDAY)).isEqualTo("skipped (blackout mondays)");
    assertThat(words("own", TUESDAY)).isEqualTo("starts");
    assertThat(words("closed", MONDAY)).isEqualTo("skipped (blackout mondays)");
    assertThat(isWhole("closed", MONDAY)).isTrue();
    assertThat(words("closed", TUESDAY)).isEqualTo("skipped on old (not in mondays)");
  }

  @Test
  void where_another_role_is_open_only_the_hosts_of_one_are_skipped() {
    assertThat(words("both", MONDAY)).isEqualTo("skipped on db (blackout mondays)");
    assertThat(isWhole("both", MONDAY)).isFalse();
  }

  @Test
  void one_closed_role_stops_a_whole_workflow() {
    assertThat(words("flow", MONDAY)).isEqualTo("skipped (blackout mondays)");
    assertThat(words("waves", MONDAY)).isEqualTo("skipped (blackout mondays)");
    assertThat(words("flow", TUESDAY)).isEqualTo("starts");
  }
}
