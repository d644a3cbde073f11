// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JsonReader;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events that no run shows, on a real Redis. */
class SiteNewsIT {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:30Z");

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private ClConfig config(String rest) {
    return TestSite.config(server.url(), "workers: {web: {hostnames: [web01, web02]}}\n" + rest);
  }

  private List<String> waiting(String group) {
    return server.redis().jedis().lrange(Keys.notices(group), 0, -1).stream()
        .map(text -> JsonReader.readObject(text).orElseThrow().get("fields"))
        .map(fields -> String.valueOf(((Map<?, ?>) fields).get("subject")))
        .toList();
  }

  @Test
  void missed_due_instants_are_told_once_until_a_run_goes_well() {
    ClConfig config =
        config(
            """
            schedules: {s: {cron: "* * * * *", task: ping, targets: [web], catch_up: skip}}
            notify: {to: "log:ops"}
            """);
    AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get);
        SimulatedBeat other = new SimulatedBeat(config, clock::get)) {
      beat.reconcile();
      clock.set(NOW.plusSeconds(300));
      beat.reconcile();
      other.reconcile();

      assertThat(waiting("file missed")).containsExactly("s missed 5 due instants");

      clock.set(NOW.plusSeconds(600));
      other.reconcile();
      assertThat(waiting("file missed")).hasSize(1);
    }
    assertThat(server.redis().jedis().zcard(Keys.WATCHED)).isZero();
  }

  @Test
  void every_missed_due_instant_is_told_to_who_wants_that_and_each_once() {
    ClConfig config =
        config(
            """
            schedules:
              s: {cron: "* * * * *", task: ping, targets: [web], catch_up: skip}
            notify: {to: "log:ops", every: true}
            """);
    ScheduleNews news = new ScheduleNews(config, server.redis());
    Instant due = Instant.parse("2026-11-24T12:00:00Z");

    news.missed(config.schedules().get("s"), List.of(due));
    news.missed(config.schedules().get("s"), List.of(due, due.plusSeconds(60)));
    news.missed(config.schedules().get("s"), List.of(due.plusSeconds(60)));

    assertThat(waiting("file missed")).hasSize(2);
  }

  @Test
  void a_schedule_that_paused_itself_is_told_once_for_each_pause() {
    ClConfig config =
        config(
            """
            schedules:
              s:
                cron: "* * * * *"
                task: ping
                targets: [web]
                pause_after: 3
                notify: {to: "log:ops", on: [paused_by_failures], every: true}
            """);
    try (SimulatedBeat beat = new SimulatedBeat(config, () -> NOW)) {
      SchedulePauses pauses = new SchedulePauses(server.redis());
      pauses.pause("s", Pauses.by("ann@host1"));
      beat.reconcile();
      assertThat(waiting("schedule.s paused_by_failures")).as("by hand").isEmpty();
      pauses.resume("s");

      pauses.pause(
          "s",
          new PauseRequest(Optional.empty(), "beat@beat1", Optional.of("3 failures in a row")));
      beat.reconcile();
      beat.reconcile();

      assertThat(waiting("schedule.s paused_by_failures"))
          .containsExactly("s was paused after 3 failures in a row");
    }
  }

  @Test
  void a_worker_that_stopped_responding_is_told_once_and_so_is_its_return() {
    ClConfig config =
        config(
            """
            schedules: {}
            notify: {to: "log:ops", on: [worker_away, recovered]}
            """);
    Heartbeats heartbeats = new Heartbeats(server.redis());
    AwayWorkers workers = new AwayWorkers(config, new NoticeBox(server.redis()), heartbeats);
    Reports.put(server.redis(), heartbeat("web01", NOW));
    Reports.put(server.redis(), heartbeat("elsewhere", NOW));

    for (int second = 0; second <= 60; second += 5) {
      workers.look(NOW.plusSeconds(second));
    }
    assertThat(waiting("file worker_away")).as("within its time").isEmpty();
    for (int second = 65; second <= 90; second += 5) {
      workers.look(NOW.plusSeconds(second));
    }
    assertThat(waiting("file worker_away")).containsExactly("worker web01 stopped responding");

    Reports.put(server.redis(), heartbeat("web01", NOW.plusSeconds(100)));
    workers.look(NOW.plusSeconds(100));
    workers.look(NOW.plusSeconds(105));
    assertThat(waiting("file recovered")).containsExactly("worker web01 responds again");
  }

  @Test
  void a_worker_that_stopped_in_order_is_not_told() {
    ClConfig config = config("schedules: {}\nnotify: {to: \"log:ops\", on: [worker_away]}\n");
    Heartbeats heartbeats = new Heartbeats(server.redis());
    AwayWorkers workers = new AwayWorkers(config, new NoticeBox(server.redis()), heartbeats);
    Reports.put(server.redis(), heartbeat("web01", NOW));
    workers.look(NOW);
    heartbeats.removeWorker("web01");

    for (int second = 5; second <= 120; second += 5) {
      workers.look(NOW.plusSeconds(second));
    }
    assertThat(waiting("file worker_away")).isEmpty();
  }

  @Test
  void after_an_outage_of_redis_all_workers_get_their_time_again() {
    ClConfig config = config("schedules: {}\nnotify: {to: \"log:ops\", on: [worker_away]}\n");
    Heartbeats heartbeats = new Heartbeats(server.redis());
    AwayWorkers workers = new AwayWorkers(config, new NoticeBox(server.redis()), heartbeats);
    Reports.put(server.redis(), heartbeat("web01", NOW));
    for (int second = 0; second <= 55; second += 5) {
      workers.look(NOW.plusSeconds(second));
    }
    workers.look(NOW.plusSeconds(300));
    workers.look(NOW.plusSeconds(305));

    assertThat(waiting("file worker_away")).isEmpty();
  }

  private static Heartbeat heartbeat(String host, Instant at) {
    return Reports.worker(host, at);
  }
}
