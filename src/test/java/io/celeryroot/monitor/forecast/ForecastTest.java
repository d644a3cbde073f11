// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Overlap;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.job.run.KnownHost;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecastTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");
  private static final Period WEEK = Period.weekAfter(NOW);

  private static ClConfig config(String schedules) {
    return read(
        """
        workers:
          web: {hostnames: [w1, w2, w3], concurrency: 1}
          db: {hostnames: [d1], blackout: [evening]}
        calendars:
          evening: {hours: ["18:00-20:00"]}
        tasks:
          note: {command: ["true"]}
          slow: {command: ["true"]}
        schedules:
        """
            + schedules);
  }

  private static ClConfig read(String text) {
    return ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
  }

  private static Forecast forecast(String schedules, Map<String, Duration> usual) {
    return Forecast.of(config(schedules), WEEK, Set.of(), usual);
  }

  @Test
  void the_busiest_minute_is_where_schedules_meet() {
    Forecast forecast =
        forecast(
            """
              hourly: {cron: '0 * * * *', task: note, targets: [web]}
              nightly: {cron: '0 2 * * *', task: note, targets: [w2, d1]}
            """,
            Map.of());

    assertThat(forecast.starts()).isEqualTo(7 * 24 * 3 + 7 * 2);
    assertThat(forecast.busiest()).hasSize(10);
    assertThat(forecast.busiest().get(0))
        .isEqualTo(
            new BusyMinute(
                Instant.parse("2026-11-24T02:00:00Z"),
                5,
                4,
                "w2",
                2,
                List.of("hourly", "nightly")));
    assertThat(forecast.hosts().get(0))
        .isEqualTo(new HostLoad("w2", 7 * 25, 2, Instant.parse("2026-11-24T02:00:00Z")));
  }

  @Test
  void nothing_starts_without_schedules() {
    Forecast forecast =
        forecast(
            "  off: {cron: '* * * * *', task: note, targets: [web], enabled: false}\n", Map.of());

    assertThat(forecast.starts()).isZero();
    assertThat(forecast.busiest()).isEmpty();
  }

  @Test
  void the_calendar_of_a_role_keeps_starts_away_from_its_hosts() {
    Forecast forecast =
        forecast("  a: {cron: '0 18,21 * * *', task: note, targets: [w1, d1]}\n", Map.of());

    assertThat(forecast.starts()).isEqualTo(7 * 3);
  }

  @Test
  void splay_spreads_hosts_over_their_minutes() {
    String text = "  a: {cron: '0 2 * * *', task: note, targets: [web], splay: 1h}\n";
    Forecast forecast = forecast(text, Map.of());
    Splay splay = new Splay(Duration.ofHours(1));
    Map<Instant, Long> expected = new HashMap<>();
    for (int day = 24; day <= 30; day++) {
      Instant due = Instant.parse("2026-11-" + day + "T02:00:00Z");
      for (String host : List.of("w1", "w2", "w3")) {
        expected.merge(splay.start(due, "a", host).truncatedTo(ChronoUnit.MINUTES), 1L, Long::sum);
      }
    }

    assertThat(forecast.minutes()).isEqualTo(expected);
    assertThat(forecast.hosts()).allSatisfy(host -> assertThat(host.starts()).isEqualTo(7));
  }

  @Test
  void waves_start_after_the_usual_time_of_those_before() {
    Forecast forecast =
        forecast(
            "  a: {cron: '0 2 * * *', task: slow, targets: [web], batch: 1}\n",
            Map.of("slow", Duration.ofMinutes(5)));

    assertThat(forecast.minutes())
        .containsEntry(Instant.parse("2026-11-24T02:00:00Z"), 1L)
        .containsEntry(Instant.parse("2026-11-24T02:05:00Z"), 1L)
        .containsEntry(Instant.parse("2026-11-24T02:10:00Z"), 1L);
  }

  @Test
  void a_schedule_that_lasts_longer_than_its_interval_meets_itself() {
    Forecast forecast =
        forecast(
            "  a: {every: 10m, task: slow, targets: [w1], overlap: queue}\n",
            Map.of("slow", Duration.ofMinutes(11)));

    assertThat(forecast.meetings())
        .containsExactly(
            new SelfMeeting(
                "a",
                Duration.ofMinutes(11),
                Duration.ofMinutes(10),
                7 * 24 * 6 - 1,
                7 * 24 * 6,
                Overlap.QUEUE));
  }

  @Test
  void a_schedule_that_lasts_exactly_its_interval_does_not_meet_itself() {
    Map<String, Duration> usual = Map.of("slow", Duration.ofMinutes(10));

    assertThat(forecast("  a: {every: 10m, task: slow, targets: [w1]}\n", usual).meetings())
        .isEmpty();
  }

  @Test
  void steps_add_up() {
    Forecast forecast =
        forecast(
            """
              a:
                every: 10m
                tasks:
                  - {task: slow, targets: [w1]}
                  - {task: slow, targets: [w2]}
            """,
            Map.of("slow", Duration.ofMinutes(6)));

    assertThat(forecast.meetings())
        .extracting(SelfMeeting::usual)
        .containsExactly(Duration.ofMinutes(12));
  }

  @Test
  void two_schedules_wait_for_the_only_slot_of_a_host() {
    Forecast forecast =
        forecast(
            """
              a: {cron: '0 2 * * *', task: slow, targets: [web]}
              b: {cron: '1 2 * * *', task: note, targets: [w2]}
            """,
            Map.of("slow", Duration.ofMinutes(5)));

    assertThat(forecast.waits())
        .containsExactly(new SlotWait("b", "web", 1, List.of("w2"), 7, 7, Duration.ofMinutes(4)));
  }

  @Test
  void globs_are_the_hosts_that_were_seen() {
    ClConfig config =
        read(
            """
            workers: {web: {hostnames: ["w*"]}}
            tasks: {note: {command: ["true"]}}
            schedules: {a: {cron: '0 2 * * *', task: note, targets: [web]}}
            """);
    Set<KnownHost> seen =
        Set.of(new KnownHost("w1", Set.of("web")), new KnownHost("w2", Set.of("web")));

    assertThat(Forecast.of(config, WEEK, seen, Map.of()).starts()).isEqualTo(14);
  }

  /** Asks each second of a day, without any of the sums that the forecast makes. */
  @Test
  void minutes_are_those_that_an_oracle_counts() {
    ClConfig config =
        config(
            """
              a: {every: 7m, task: note, targets: [web, d1], splay: 10m}
              b: {cron: '*/20 17-19 * * *', task: note, targets: [db, w1]}
              c: {cron: '59 * * * *', task: note, targets: [web], timezone: Asia/Kolkata}
            """);
    Period day = new Period(NOW, NOW.plus(Duration.ofDays(1)));
    Map<Instant, Long> expected = new HashMap<>();
    for (Instant at = NOW; !at.isAfter(day.until()); at = at.plusSeconds(1)) {
      for (Schedule schedule : config.schedules().values()) {
        if (at.isAfter(NOW) && schedule.timetable().isDue(at)) {
          for (String host : hosts(schedule)) {
            boolean closed =
                host.equals("d1") && config.roles().get("db").openTimes().closedBy(at).isPresent();
            Instant minute = schedule.start(at, host).truncatedTo(ChronoUnit.MINUTES);
            if (!closed && !minute.isAfter(day.until())) {
              expected.merge(minute, 1L, Long::sum);
            }
          }
        }
      }
    }

    assertThat(Forecast.of(config, day, Set.of(), Map.of()).minutes()).isEqualTo(expected);
  }

  private static List<String> hosts(Schedule schedule) {
    return switch (schedule.name()) {
      case "a" -> List.of("w1", "w2", "w3", "d1");
      case "b" -> List.of("d1", "w1");
      default -> List.of("w1", "w2", "w3");
    };
  }

  @Test
  void a_thousand_schedules_on_two_thousand_hosts_take_seconds() {
    StringBuilder text = new StringBuilder("workers: {web: {concurrency: 4, hostnames: [h0");
    for (int i = 1; i < 2000; i++) {
      text.append(", h").append(i);
    }
    text.append("]}}\ntasks: {note: {command: ['true']}}\nschedules:\n");
    for (int i = 0; i < 1000; i++) {
      text.append(
          "  s%d: {cron: '%d * * * *', task: note, targets: [web]%s}\n"
              .formatted(i, i % 60, i % 10 == 0 ? ", splay: 10m" : ""));
    }
    ClConfig config = read(text.toString());
    // What other processes take of the machine does not count.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();

    Forecast forecast = Forecast.of(config, WEEK, Set.of(), Map.of("note", Duration.ofSeconds(20)));

    assertThat(forecast.starts()).isGreaterThan(1000L * 2000 * 167);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(20));
  }
}
