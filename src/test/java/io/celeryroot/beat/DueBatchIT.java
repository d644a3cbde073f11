// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.Paused;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
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
import org.slf4j.LoggerFactory;
import redis.clients.jedis.resps.Tuple;

/** Schedules of one due second, each with a policy of its own; only one of their clocks fires. */
class DueBatchIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private final Instant due = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(47));
  private final Instant before = due.minus(Duration.ofHours(2));
  private static final Target WEB01 = new Target("web", "web_tasks", Optional.of("web01"));

  private Redis redis;
  private ClConfig config;
  private ScheduleStates states;
  private TestBeat runs;

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
              cron: {hostnames: [web02]}
            calendars: {night: {hours: "23:00-23:30"}}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              open: {cron: 0 23 * * *, task: tick, targets: [web, db]}
              two: {cron: 0 22 * * *, task: tick, targets: [web, cron], overlap: allow}
              closed: {cron: 0 23 * * *, task: tick, targets: [web], blackout: night}
              spread: {cron: 0 23 * * *, task: tick, targets: [web], splay: 10m}
              newest: {cron: "0 21,23 * * *", task: tick, targets: [web], overlap: replace}
              failing: {cron: "0 21,23 * * *", task: tick, targets: [web], pause_after: 1}
              flow: {cron: "0 21,23 * * *", pause_after: 1, tasks: [{task: tick, targets: [web]}]}
              failing_flow:
                {cron: "0 21,23 * * *", pause_after: 1, tasks: [{task: tick, targets: [web01]}]}
              flow_of_db:
                cron: 0 23 * * *
                tasks: [{task: tick, targets: [web]}, {task: tick, targets: [db01]}]
              healthy: {cron: "0 21,23 * * *", task: tick, targets: [web], pause_after: 1}
            """
                .formatted(server.url()));
    runs = TestBeat.of(config, redis);
  }

  @Test
  void what_is_taken_along_keeps_its_blackout_splay_overlap_and_pause() {
    fire("newest", before);
    end(id("failing", before), "FAILURE");
    end(id("healthy", before), "SUCCESS");

    fire("open", due);

    assertThat(redis.jedis().lrange(WEB01.list(), 0, -1))
        .anyMatch(message -> message.contains(id("open", due)))
        .anyMatch(message -> message.contains(id("newest", due)))
        .anyMatch(message -> message.contains(id("healthy", due)))
        .noneMatch(message -> message.contains(id("closed", due)))
        .noneMatch(message -> message.contains(id("newest", before)));
    assertThat(outcome("newest", before, "web01")).isEqualTo("cancelled");
    assertThat(outcome("closed", due, "web01")).isEqualTo("skipped (blackout night)");
    assertThat(outcome("open", due, "db01")).isEqualTo("skipped (blackout night)");
    assertThat(redis.jedis().zrangeWithScores(Keys.delayed(WEB01), 0, -1))
        .singleElement()
        .extracting(Tuple::getScore)
        .isEqualTo((double) config.schedules().get("spread").start(due, "web01").toEpochMilli());
    assertThat(new RunRecords(redis).find(RunIds.due("failing", due))).isEmpty();
    assertThat(states.read("failing").paused().flatMap(Paused::why)).contains("1 failure");
    assertThat(states.read("healthy").isPaused()).isFalse();
  }

  @Test
  void a_workflow_is_skipped_as_a_whole_if_a_role_of_it_is_closed() {
    fire("flow", before);
    fire("flow", due);
    fire("flow_of_db", due);

    assertThat(state("flow", before).end()).isEmpty();
    assertThat(state("flow", due).end().map(Ending::text)).contains("skipped (overlap)");
    assertThat(state("flow_of_db", due).end().map(Ending::text))
        .contains("skipped (blackout night)");
    assertThat(redis.jedis().lrange(WEB01.list(), 0, -1))
        .noneMatch(message -> message.contains(RunIds.due("flow_of_db", due)));
    assertThat(runs.workflows().live())
        .extracting(WorkflowState::id)
        .doesNotContain(RunIds.due("flow", due), RunIds.due("flow_of_db", due));
  }

  @Test
  void a_workflow_that_fails_is_paused_after_as_many_failures_as_it_may_have() {
    fire("flow", before);
    fire("failing_flow", before);
    end(RunIds.step(RunIds.due("failing_flow", before), 1) + ".web01", "FAILURE");
    runs.workflows().advance(RunIds.due("failing_flow", before));

    fire("newest", due);

    assertThat(states.read("failing_flow").paused().flatMap(Paused::why)).contains("1 failure");
    assertThat(states.read("flow").isPaused()).isFalse();
  }

  private WorkflowState state(String schedule, Instant due) {
    return runs.workflows().find(RunIds.due(schedule, due)).orElseThrow();
  }

  @Test
  void a_spoiled_key_of_a_schedule_with_pause_after_stops_no_other() {
    redis.jedis().set(Keys.schedule("failing"), "not ours");
    redis.jedis().set(Keys.decided("healthy"), "not ours");

    fire("newest", before);

    assertThat(new RunRecords(redis).find(RunIds.due("newest", before))).isPresent();
    assertThat(new RunRecords(redis).find(RunIds.due("failing", before))).isEmpty();
    assertThat(new RunRecords(redis).find(RunIds.due("healthy", before))).isEmpty();
  }

  @Test
  void the_log_tells_which_jobs_a_broken_try_had_queued() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.beat");
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    Instant ten = due.minus(Duration.ofHours(1));
    Target cron = new Target("cron", "cron_tasks", Optional.of("web02"));
    redis.jedis().set(cron.list(), "not ours");

    assertThatThrownBy(() -> runs.fire(config.schedules().get("two"), ten))
        .isInstanceOf(QueueUnavailable.class);
    redis.jedis().del(cron.list());
    fire("two", ten);
    logger.detachAppender(log);
    logger.setLevel(null);

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains(
            "run %s: jobs=2 queued=1 queued_before=1 waiting=0 skipped=0"
                .formatted(RunIds.due("two", ten)));
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
