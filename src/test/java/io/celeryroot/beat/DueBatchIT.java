// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.monitor.Spans;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.resps.Tuple;

/** Schedules of one due second, each with a policy of its own; only one of their clocks fires. */
class DueBatchIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Instant DUE =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(47));
  private static final Instant BEFORE = DUE.minus(Duration.ofHours(2));
  private static final Target WEB01 = new Target("web", "web_tasks", Optional.of("web01"));

  private Redis redis;
  private ClConfig config;
  private ScheduleStates states;
  private DueRuns runs;

  @BeforeEach
  void connect() {
    redis = server.redis();
    states = new ScheduleStates(redis, Duration.ofDays(7));
    config =
        TestSite.config(
            """
            redis: %s
            workers:
              web: {hostnames: [web01]}
              db: {hostnames: [db01], blackout: night}
            calendars: {night: {hours: "23:00-23:30"}}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              open: {cron: 0 23 * * *, task: tick, targets: [web, db]}
              closed: {cron: 0 23 * * *, task: tick, targets: [web], blackout: night}
              spread: {cron: 0 23 * * *, task: tick, targets: [web], splay: 10m}
              newest: {cron: "0 21,23 * * *", task: tick, targets: [web], overlap: replace}
              failing: {cron: "0 21,23 * * *", task: tick, targets: [web], pause_after: 1}
              healthy: {cron: "0 21,23 * * *", task: tick, targets: [web], pause_after: 1}
            """
                .formatted(server.url()));
    runs = new DueRuns(config, "beat1", redis, EngineListener.NONE, Spans.NONE);
  }

  @Test
  void what_is_taken_along_keeps_its_blackout_splay_overlap_and_pause() {
    fire("newest", BEFORE);
    end(id("failing", BEFORE), "FAILURE");
    end(id("healthy", BEFORE), "SUCCESS");

    fire("open", DUE);

    assertThat(redis.jedis().lrange(WEB01.list(), 0, -1))
        .anyMatch(message -> message.contains(id("open", DUE)))
        .anyMatch(message -> message.contains(id("newest", DUE)))
        .anyMatch(message -> message.contains(id("healthy", DUE)))
        .noneMatch(message -> message.contains(id("closed", DUE)))
        .noneMatch(message -> message.contains(id("newest", BEFORE)));
    assertThat(outcome("newest", BEFORE, "web01")).isEqualTo("cancelled");
    assertThat(outcome("closed", DUE, "web01")).isEqualTo("skipped (blackout night)");
    assertThat(outcome("open", DUE, "db01")).isEqualTo("skipped (blackout night)");
    assertThat(redis.jedis().zrangeWithScores(Keys.delayed(WEB01), 0, -1))
        .singleElement()
        .extracting(Tuple::getScore)
        .isEqualTo((double) config.schedules().get("spread").start(DUE, "web01").toEpochMilli());
    assertThat(new RunRecords(redis).find(RunIds.due("failing", DUE))).isEmpty();
    assertThat(states.read("failing").pausedWhy()).contains("1 failure");
    assertThat(states.read("healthy").isPaused()).isFalse();
  }

  @Test
  void a_spoiled_key_of_a_schedule_with_pause_after_stops_no_other() {
    redis.jedis().set(Keys.schedule("failing"), "not ours");
    redis.jedis().set(Keys.decided("healthy"), "not ours");

    fire("newest", BEFORE);

    assertThat(new RunRecords(redis).find(RunIds.due("newest", BEFORE))).isPresent();
    assertThat(new RunRecords(redis).find(RunIds.due("failing", BEFORE))).isEmpty();
    assertThat(new RunRecords(redis).find(RunIds.due("healthy", BEFORE))).isEmpty();
  }

  private void fire(String schedule, Instant due) {
    assertThat(runs.fire(config.schedules().get(schedule), due)).isTrue();
  }

  private static String id(String schedule, Instant due) {
    return RunIds.due(schedule, due) + ".web01";
  }

  /** Stores what a Celery worker would store. */
  private void end(String job, String state) {
    redis
        .jedis()
        .set(
            Keys.meta(job),
            "{\"task_id\": \"%s\", \"status\": \"%s\", \"result\": null}".formatted(job, state));
  }

  private String outcome(String schedule, Instant due, String host) {
    return new Results(redis)
        .find(RunIds.due(schedule, due) + "." + host)
        .orElseThrow()
        .outcomeText();
  }
}
