// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs of a schedule with splay, as Beat puts them into their queues. */
class SplayIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private Redis redis;

  @BeforeEach
  void connect() {
    redis = server.redis();
  }

  private static ClConfig config() {
    return TestSite.config(
        """
        redis: %s
        workers: {web: {hostnames: [web01, web02, web03]}}
        tasks: {tick: {command: [/bin/true]}}
        schedules:
          s: {cron: "* * * * *", task: tick, targets: [web], splay: 6h, expires: 5m}
        """
            .formatted(server.url()));
  }

  private Map<String, Job> jobs() {
    QueueReader reader = new QueueReader(redis);
    return Stream.of("web01", "web02", "web03")
        .map(host -> new Target("web", "web_tasks", Optional.of(host)))
        .flatMap(target -> reader.waiting(target).stream())
        .collect(Collectors.toMap(job -> job.target().label(), job -> job));
  }

  @Test
  void each_host_waits_for_its_own_start_and_expires_after_it() {
    ClConfig config = config();
    Schedule schedule = config.schedules().get("s");
    Instant due = redis.serverTime().truncatedTo(ChronoUnit.MINUTES);

    try (SimulatedBeat beat = new SimulatedBeat(config, () -> due)) {
      beat.fire(due);
    }

    Map<String, Job> jobs = jobs();
    assertThat(jobs).containsOnlyKeys("web01", "web02", "web03");
    jobs.forEach(
        (host, job) -> {
          Instant start = schedule.start(due, host);
          assertThat(start).isBetween(due, due.plus(Duration.ofHours(6)));
          assertThat(job.due()).contains(due);
          assertThat(job.eta()).contains(start);
          assertThat(job.expires()).contains(start.plus(Duration.ofMinutes(5)));
        });
    assertThat(jobs.values().stream().map(Job::eta).distinct()).hasSize(3);
  }

  @Test
  void a_host_of_a_glob_starts_at_its_own_second() {
    try (TestSite site =
            TestSite.of(
                """
                workers: {web: {hostnames: ["web*"]}}
                tasks: {tick: {command: ["true"]}}
                schedules:
                  s: {every: 1s, task: tick, targets: [web], splay: 4s, overlap: queue}
                """);
        WorkerProcess first = site.worker("web01");
        WorkerProcess second = site.worker("web03");
        SimulatedBeat beat = new SimulatedBeat(site.config(), Instant::now)) {
      assertThat(List.of(first, second)).doesNotContainNull();
      Schedule schedule = site.config().schedules().get("s");
      await().until(() -> new Heartbeats(site.redis()).knownHosts().size() == 2);
      Instant due = site.redis().serverTime().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);

      beat.fire(due);

      for (String host : List.of("web01", "web03")) {
        JobResult result = site.end(RunIds.due("s", due) + "." + host, Duration.ofSeconds(90));
        assertThat(result.outcomeText()).isEqualTo("ok");
        assertThat(result.started().orElseThrow())
            // The clock of Redis as last heard is behind by the time that an answer took.
            .isAfter(schedule.start(due, host).minusMillis(200))
            .isBefore(due.plusSeconds(30));
      }
    }
  }

  @Test
  void what_is_caught_up_after_its_start_expires_from_its_submission() {
    ClConfig config = config();
    Instant now = redis.serverTime();
    Instant due = now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(7));

    try (SimulatedBeat beat = new SimulatedBeat(config, () -> now)) {
      beat.fire(due);
    }

    assertThat(jobs().values())
        .hasSize(3)
        .allMatch(job -> job.eta().orElseThrow().isBefore(now))
        .allMatch(job -> job.expires().orElseThrow().isAfter(now.plus(Duration.ofMinutes(4))));
  }

  @Test
  void the_run_counts_from_its_due_instant() {
    ClConfig config = config();
    Instant due = redis.serverTime().truncatedTo(ChronoUnit.MINUTES);

    try (SimulatedBeat beat = new SimulatedBeat(config, () -> due.plusSeconds(70))) {
      beat.fire(due);
      beat.fire(due.plusSeconds(60));
    }

    ScheduleStates states = new ScheduleStates(redis, Duration.ofDays(7));
    assertThat(states.read("s").lastRun()).contains(RunIds.due("s", due.plusSeconds(60)));
    // The first still has the place of the schedule, so the second was skipped.
    assertThat(jobs().values()).extracting(Job::due).containsOnly(Optional.of(due));
    assertThat(List.copyOf(jobs().keySet())).hasSize(3);
  }
}
