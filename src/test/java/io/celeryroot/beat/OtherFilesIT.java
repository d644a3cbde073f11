// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.config.diff.Fingerprints;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunJob;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.control.ControlState;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Two Beats during a change of cl.yaml, of which one has the old file and one the new. */
class OtherFilesIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  private static final Instant DUE = Instant.parse("2026-06-01T02:00:00Z");
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.celeryroot.beat");

  private final List<String> foreign = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Redis redis;
  private TestBeat old;
  private TestBeat present;

  @BeforeEach
  void start() {
    redis = server.redis();
    old = beat("beat1", config("web01"));
    present = beat("beat2", config("web01, web02"));
    lives("beat1", config("web01"));
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(log);
  }

  private static ClConfig config(String hosts) {
    return TestSite.config(
        """
        redis: %s
        workers: {web: {hostnames: [%s]}}
        tasks: {tick: {command: [/bin/true]}}
        schedules: {s: {cron: 0 2 * * *, task: tick, targets: [web], overlap: allow}}
        """
            .formatted(server.url(), hosts));
  }

  private TestBeat beat(String host, ClConfig config) {
    return TestBeat.of(config, host, redis, ControlState.NONE, foreign);
  }

  private void lives(String host, ClConfig config) {
    new Heartbeats(redis)
        .putBeat(
            new Heartbeat(
                host,
                host,
                List.of(),
                List.of(),
                "1",
                1,
                "m",
                Instant.now(),
                0,
                1,
                0,
                List.of(),
                0,
                0,
                Map.of(),
                Optional.empty(),
                redis.serverTime(),
                Fingerprints.of(config)));
  }

  private boolean fire(TestBeat beat, Instant due) {
    return beat.fire(beat == old ? schedule("web01") : schedule("web01, web02"), due);
  }

  private static Schedule schedule(String hosts) {
    return config(hosts).schedules().get("s");
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private List<String> jobs(Instant due) {
    return new RunRecords(redis)
        .find(RunIds.due("s", due)).orElseThrow().jobs().stream().map(RunJob::id).toList();
  }

  private List<String> queued(String host) {
    return redis.jedis().lrange(new Target("web", "web_tasks", Optional.of(host)).list(), 0, -1);
  }

  @Test
  void two_beats_with_different_files_are_told_once_and_never_called_forgery() {
    for (int day = 0; day < 3; day++) {
      Instant due = DUE.plusSeconds(86_400L * day);
      assertThat(fire(old, due)).isTrue();
      fire(present, due);
      assertThat(jobs(due)).containsExactly(RunIds.due("s", due) + ".web01");
    }

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("beat@beat1 made it with another cl.yaml")
        .doesNotContain("somebody else");
    assertThat(foreign).isEmpty();
    assertThat(queued("web01")).hasSize(3);
    assertThat(queued("web02")).isEmpty();
  }

  @Test
  void the_record_of_a_beat_with_another_file_stands_though_this_one_decided_first() {
    fire(old, DUE);
    redis.jedis().del(Keys.decided("s"));

    fire(present, DUE);

    assertThat(jobs(DUE)).hasSize(1);
    assertThat(queued("web02")).isEmpty();
    assertThat(foreign).isEmpty();
    assertThat(warnings()).noneMatch(line -> line.contains("somebody else"));
  }

  @Test
  void jobs_of_a_run_are_left_to_the_beat_that_made_it_while_it_lives() {
    fire(old, DUE);
    redis.jedis().del(Keys.marker("web_tasks", RunIds.due("s", DUE) + ".web01"));
    redis.jedis().del(new Target("web", "web_tasks", Optional.of("web01")).list());

    assertThat(fire(present, DUE)).isFalse();
    assertThat(queued("web01")).isEmpty();
    redis.jedis().del(Keys.BEATS);

    assertThat(fire(present, DUE)).isTrue();
    assertThat(queued("web01")).hasSize(1);
    assertThat(queued("web02")).isEmpty();
  }
}
