// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/** A worker and a Beat are started before the Redis they belong to. */
@Execution(ExecutionMode.CONCURRENT)
class StartWhileAwayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Set<String> URLS = ConcurrentHashMap.newKeySet();

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private RedisServers servers;

  @BeforeEach
  void prepare() {
    servers = new RedisServers(directory);
    log.start();
    ((Logger) LoggerFactory.getLogger("io.celeryroot")).addAppender(log);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger("io.celeryroot")).detachAppender(log);
    servers.close();
  }

  @Test
  void they_wait_for_a_server() throws IOException {
    try (FaultProxy network = FaultProxy.before(servers.start())) {
      startAndWork(
          "server", network, "redis://127.0.0.1:" + network.port(), "it closed the connection");
    }
  }

  @Test
  void they_wait_for_a_sentinel() throws IOException {
    int sentinel = servers.startSentinel(servers.start(), 1);
    await()
        .atMost(PATIENCE)
        .until(
            () -> servers.command(sentinel, jedis -> jedis.sentinelGetMasterAddrByName("main")),
            answer -> answer != null);
    try (FaultProxy network = FaultProxy.before(sentinel)) {
      startAndWork(
          "sentinel",
          network,
          "redis+sentinel://127.0.0.1:" + network.port() + "/main",
          "no Sentinel answers; 127.0.0.1:" + network.port() + ": it closed the connection");
    }
  }

  @Test
  void they_wait_for_a_cluster() throws IOException {
    try (FaultProxy network = FaultProxy.before(servers.startCluster(3, 0).get(0))) {
      startAndWork(
          "cluster",
          network,
          "redis+cluster://127.0.0.1:" + network.port(),
          "no node of the cluster answers");
    }
  }

  private void startAndWork(String host, FaultProxy network, String url, String reason) {
    ClConfig config =
        TestSite.config(
            "\"" + url + "\"",
            """
            workers: {web: {hostnames: [%s]}}
            tasks: {tick: {command: ["true"]}}
            schedules: {nightly: {cron: "0 3 * * *", task: tick, targets: [web]}}
            """
                .formatted(host));
    URLS.add(url);
    network.inflict(FaultProxy.Fault.REFUSE);
    try (WorkerProcess worker = Processes.worker(config, host);
        BeatProcess beat = Processes.beat(config, host)) {
      worker.start();
      beat.start();
      // Longer than both need for a second heartbeat, which must not repeat the line of the first.
      await().pollDelay(Duration.ofSeconds(7)).until(() -> true);
      assertThat(warnings(url))
          .hasSize(2)
          .allMatch(line -> line.contains(url + ": " + reason))
          .allMatch(line -> line.endsWith("; trying again until it answers"));

      network.heal();

      await().atMost(PATIENCE).until(worker::takesJobs);
      try (Redis redis = Redis.connect(config.redis())) {
        Heartbeats heartbeats = new Heartbeats(redis);
        await("heartbeats")
            .atMost(PATIENCE)
            .until(() -> heartbeats.workers().size() == 1 && heartbeats.beats().size() == 1);
      }
      assertThat(warnings(url)).hasSize(2);
    }
  }

  /** All but those about the Redis of another test, which runs at the same time. */
  private List<String> warnings(String url) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .filter(
            line -> URLS.stream().noneMatch(other -> !other.equals(url) && line.contains(other)))
        .toList();
  }
}
