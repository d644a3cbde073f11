// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.JobQueues;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.trace.JobTraces;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** A look for vanished jobs harms no job of a site that nobody attacks. */
class VanishedJobsIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final int HOSTS = 50;
  private static final Target FIRST = web("h01");
  private static final Target SPARE = web("spare");

  private final Instant due = TestBeat.next23();
  private final String run = RunIds.due("nightly", due);
  private final List<String> told = new ArrayList<>();
  private ClConfig config;
  private Redis redis;

  private static Target web(String host) {
    return new Target("web", "web_tasks", Optional.of(host));
  }

  @BeforeEach
  void readFile() {
    redis = server.redis();
    config =
        TestSite.config(
            """
            redis: %s
            workers:
              web: {hostnames: ["h[01-%d]"]}
              old: {hostnames: [c01], served_by: celery}
            tasks: {tick: {command: [/bin/true]}}
            schedules:
              nightly: {cron: 0 23 * * *, task: tick, targets: [web]}
              foreign: {cron: 0 23 * * *, task: tick, targets: [old]}
            """
                .formatted(server.url(), HOSTS));
  }

  private TestBeat beat(ControlState orders) {
    return TestBeat.of(config, "beat1", redis, orders, told);
  }

  private void fire() {
    assertThat(beat(ControlState.NONE).fire(config.schedules().get("nightly"), due)).isTrue();
  }

  @Test
  void an_emptied_redis_is_told_in_one_line_however_many_runs_it_had() {
    TestBeat beat = beat(ControlState.NONE);
    List<ILoggingEvent> log = log();
    // Each time the other schedule is due, too.
    for (int day = 0; day < 3; day++) {
      beat.fire(config.schedules().get("nightly"), due.plus(Duration.ofDays(day)));
    }
    redis.jedis().flushAll();

    beat.vanished().look();
    beat.vanished().look();

    assertThat(log)
        .filteredOn(event -> event.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement(as(STRING))
        .startsWith("run " + run + ", foreign-")
        .endsWith(
            ": record deleted: Redis was emptied, or restarted without its data, or somebody else"
                + " wrote to it");
    assertThat(told).containsOnly("run").hasSize(6);
  }

  private static List<ILoggingEvent> log() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger("io.celeryroot.beat")).addAppender(log);
    return log.list;
  }

  @Test
  void a_job_that_was_moved_is_left_where_it_is() {
    fire();
    new JobQueues(redis, TestRedis.KEPT).move(FIRST, SPARE);
    VanishedJobs beat = beat(ControlState.NONE).vanished();

    for (int i = 0; i < 4; i++) {
      beat.look();
    }

    assertThat(outcome("h01")).isEqualTo("waiting");
    assertThat(redis.jedis().llen(FIRST.list())).isZero();
    assertThat(redis.jedis().llen(SPARE.list())).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void a_job_that_was_moved_to_workers_of_celery_is_theirs() {
    fire();
    new JobQueues(redis, TestRedis.KEPT)
        .move(FIRST, new Target("old", "old_tasks", Optional.empty()));
    redis.jedis().del("old_tasks");
    VanishedJobs beat = beat(ControlState.NONE).vanished();

    for (int i = 0; i < 4; i++) {
      beat.look();
    }

    assertThat(outcome("h01")).isEqualTo("waiting");
    assertThat(redis.jedis().llen(FIRST.list())).isZero();
  }

  @Test
  void a_forged_note_that_a_job_was_moved_hides_no_loss() {
    fire();
    redis.jedis().del(FIRST.list());
    redis.jedis().set(Keys.moved(run + ".h01"), "elsewhere h01");
    VanishedJobs beat = beat(ControlState.NONE).vanished();

    for (int i = 0; i < 4; i++) {
      beat.look();
    }

    assertThat(redis.jedis().llen(FIRST.list())).isEqualTo(1);
  }

  @Test
  void jobs_that_two_beats_find_gone_at_once_are_queued_again_and_not_lost() throws Exception {
    fire();
    hosts().forEach(host -> redis.jedis().del(web(host).list()));
    VanishedJobs first = beat(ControlState.NONE).vanished();
    VanishedJobs second = beat(ControlState.NONE).vanished();
    first.look();
    second.look();

    Thread other = new Thread(second::look);
    other.start();
    first.look();
    other.join();

    assertThat(hosts()).allMatch(host -> redis.jedis().llen(web(host).list()) == 1);
    assertThat(hosts()).allMatch(host -> outcome(host).equals("waiting"));
  }

  @Test
  void a_beat_that_dies_before_it_queues_a_job_again_is_followed_by_the_next() {
    fire();
    redis.jedis().del(FIRST.list());
    JobTraces.Sought gone = new JobTraces.Sought(run + ".h01", FIRST, Optional.of("nightly"));
    VanishedJobs next = beat(ControlState.NONE).vanished();
    next.look();

    assertThat(new JobTraces(redis).allowAgain(gone, Duration.ofDays(1))).isTrue();
    next.look();

    assertThat(redis.jedis().llen(FIRST.list())).isEqualTo(1);
    assertThat(outcome("h01")).isEqualTo("waiting");
  }

  @Test
  void what_waits_goes_on_when_its_run_is_submitted_again_after_a_drain() {
    fire();
    ControlOrder drain =
        new ControlOrder(
            ControlOrder.Kind.QUEUE,
            "web_tasks",
            ControlOrder.Action.DRAIN,
            "me",
            Instant.EPOCH,
            Optional.empty());

    beat(new ControlState(Map.of("web_tasks", drain), Map.of()))
        .runs()
        .submit(config.schedules().get("nightly"), due);

    assertThat(hosts()).allMatch(host -> outcome(host).equals("waiting"));
    assertThat(hosts()).allMatch(host -> redis.jedis().llen(web(host).list()) == 1);
  }

  @Test
  void results_that_celery_keeps_for_ever_are_its_own() {
    assertThat(beat(ControlState.NONE).fire(config.schedules().get("foreign"), due)).isTrue();
    RunRecord foreign = new RunRecords(redis).find(RunIds.due("foreign", due)).orElseThrow();
    String job = foreign.jobs().get(0).id();
    redis.jedis().del("old_tasks");
    redis.jedis().set(Keys.meta(job), "{\"status\": \"SUCCESS\"}");

    beat(ControlState.NONE).vanished().look();

    assertThat(redis.jedis().pttl(Keys.meta(job))).isEqualTo(-1);
    assertThat(told).isEmpty();
  }

  private static List<String> hosts() {
    return IntStream.rangeClosed(1, HOSTS).mapToObj("h%02d"::formatted).toList();
  }

  private String outcome(String host) {
    return new Results(redis)
        .find(run + "." + host)
        .map(JobResult::outcomeText)
        .filter(text -> !text.isEmpty())
        .orElse("waiting");
  }
}
