// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Json;
import io.celeryroot.web.PageOf;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages of sites with schedules that run every minute. */
final class BusyPagesIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private static ClConfig config(String schedules) {
    return TestSite.config(
        SERVER.url(),
        """
        workers: {web: {hostnames: [web1]}}
        tasks: {sync: {command: ["true"]}}
        calendars: {nights: {hours: "00:00-06:00"}}
        schedules:
        """
            + schedules);
  }

  @Test
  void a_day_of_30_minutely_schedules_counts_all_runs_and_stays_small() {
    ClConfig config =
        config(
            IntStream.range(0, 30)
                .mapToObj("  s%02d: {cron: \"* * * * *\", task: sync, targets: [web]}\n"::formatted)
                .collect(Collectors.joining()));
    DueDecisions decisions = new DueDecisions(SERVER.redis(), Duration.ofDays(7), () -> {});
    Map<String, Boolean> all = new HashMap<>();
    config.schedules().keySet().forEach(name -> all.put(name, true));
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    for (int i = 200; i > 0; i--) {
      decisions.decide(all, minute.minus(i, ChronoUnit.MINUTES), false);
    }
    try (PageOf day = PageOf.of(config, "/day")) {
      assertThat(day.html().length()).isLessThan(150_000);
      assertThat(day.html()).contains("s07: 1440 coming", "s07: more than 12");
      assertThat(day.json().get("schedules").get("s29"))
          .anyMatch(bar -> bar.get("runs").asInt() == 1440 && !bar.get("cut").asBoolean())
          .anyMatch(bar -> bar.get("kind").asText().equals("open") && bar.get("cut").asBoolean());
    }
  }

  @Test
  void what_is_due_next_goes_by_pause_and_blackout() {
    ClConfig config =
        config(
            "  hourly: {cron: \"30 * * * *\", task: sync, targets: [web], blackout: [nights]}\n");
    Instant until = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
    new SchedulePauses(SERVER.redis())
        .pause("hourly", new PauseRequest(Optional.of(until), "ann@host1", Optional.empty()));
    try (PageOf schedule = PageOf.of(config, "/schedules/hourly")) {
      assertThat(schedule.html())
          .contains(
              ": "
                  + until.plus(390, ChronoUnit.MINUTES)
                  + ", "
                  + until.plus(450, ChronoUnit.MINUTES));
    }
    try (PageOf day = PageOf.of(config, "/day")) {
      assertThat(Json.line(day.json().get("schedules").get("hourly").toString()))
          .doesNotContain("coming");
    }
    new SchedulePauses(SERVER.redis()).pause("hourly", Pauses.by("ann@host1"));
    try (PageOf schedule = PageOf.of(config, "/schedules/hourly")) {
      assertThat(schedule.html()).contains("not due until it is resumed");
    }
  }
}
