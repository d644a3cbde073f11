// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.PrivateAuthority;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.redis.Rights;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/** A real worker and a real Beat, with their heartbeats, on each way to run Redis. */
class DeploymentsIT {

  private static final String SITE =
      """
      workers:
        web: {hostnames: [web01]}
      tasks:
        who: {command: [echo, hello]}
      schedules:
        each: {cron: "* * * * *", task: who, targets: [web], overlap: queue, catch_up: all, catch_up_window: 1h}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static PrivateAuthority authority;

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void makeAuthority(@TempDir Path files) {
    authority = new PrivateAuthority(files);
  }

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
  }

  @Test
  void a_worker_and_a_beat_work_over_tls_with_a_private_authority() {
    try (RedisServers servers = tlsServers()) {
      work("rediss://127.0.0.1:" + servers.start());
    }
  }

  @Test
  void a_worker_and_a_beat_work_on_a_cluster_over_tls() {
    try (RedisServers servers = tlsServers()) {
      work("rediss+cluster://" + hosts(servers.startCluster(3, 0)));
    }
  }

  @Test
  void a_worker_and_a_beat_work_behind_a_sentinel_over_tls() {
    try (RedisServers servers = tlsServers()) {
      int sentinel = servers.startSentinel(servers.start(), 1);
      await()
          .atMost(PATIENCE)
          .until(
              () -> servers.command(sentinel, jedis -> jedis.sentinelGetMasterAddrByName("main")),
              Objects::nonNull);
      work("rediss+sentinel://127.0.0.1:" + sentinel + "/main");
    }
  }

  @Test
  void worker_and_beat_work_with_exactly_the_listed_rights() {
    try (RedisServers servers = new RedisServers(directory)) {
      int port = servers.start();
      servers.command(port, Rights::grant);
      work("redis://" + Rights.LOGIN + "127.0.0.1:" + port);
      assertThat(denied(servers, port)).isEmpty();
    }
  }

  @Test
  void worker_and_beat_work_on_a_cluster_with_the_listed_rights() {
    try (RedisServers servers = new RedisServers(directory)) {
      List<Integer> ports = servers.startCluster(3, 0);
      ports.forEach(port -> servers.command(port, Rights::grantOnCluster));
      work("redis+cluster://" + Rights.LOGIN + hosts(ports));
      assertThat(ports).allSatisfy(port -> assertThat(denied(servers, port)).isEmpty());
    }
  }

  private RedisServers tlsServers() {
    return new RedisServers(directory, authority);
  }

  private static String hosts(List<Integer> ports) {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** What Jedis asks at each new connection is refused by older servers, which does no harm. */
  private static List<String> denied(RedisServers servers, int port) {
    return servers.command(port, Jedis::aclLog).stream()
        .map(entry -> String.valueOf(entry.getlogEntry().get("object")))
        .filter(object -> !object.startsWith("client"))
        .toList();
  }

  private void work(String url) {
    String redis =
        url.startsWith("rediss")
            ? "{url: \"%s\", ca_file: \"%s\"}".formatted(url, authority.certificate())
            : "{url: \"%s\"}".formatted(url);
    ClConfig config = TestSite.config(redis, SITE);
    try (Redis connection = Redis.connect(config.redis());
        WorkerProcess worker = Processes.worker(config, "web01");
        BeatProcess beat = Processes.beat(config, "beat1")) {
      Instant now = connection.serverTime().truncatedTo(ChronoUnit.MINUTES);
      new ScheduleStates(connection, config.resultsKept())
          .recordChecked("each", now.minus(Duration.ofMinutes(4)));
      worker.start();
      beat.start();
      List<String> jobs =
          IntStream.range(1, 4)
              .mapToObj(i -> RunIds.due("each", now.minus(Duration.ofMinutes(i))) + ".web01")
              .toList();
      await("caught up")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(new Results(connection).findAll(jobs).values())
                      .hasSize(3)
                      .allMatch(JobResult::hasEnded)
                      .allMatch(result -> result.outcomeText().equals("ok")));
      Heartbeats heartbeats = new Heartbeats(connection);
      await("heartbeats")
          .atMost(PATIENCE)
          .until(() -> heartbeats.workers().size() == 1 && heartbeats.beats().size() == 1);
      Instant first = heartbeats.beats().get(0).at();
      await("the next heartbeat")
          .atMost(PATIENCE)
          .until(() -> heartbeats.beats().get(0).at().isAfter(first));
    }
    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }
}
