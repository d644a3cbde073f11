// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.RedisSettings;
import io.celeryroot.config.RedisTrust;
import io.celeryroot.config.Source;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Lease;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.RedisServers;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.redis.embedded.ServerProgram;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The core on real clusters, behind real Sentinels, and on the server that comes with us. */
class TopologyIT {

  @TempDir private Path directory;
  private RedisServers servers;

  @BeforeEach
  void prepare() {
    servers = new RedisServers(directory);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void everything_works_on_a_cluster_of_one() {
    int port = servers.startCluster(1, 0).get(0);

    try (Redis redis = TestRedis.connect("redis+cluster://127.0.0.1:" + port)) {
      Core.work(redis);
    }
  }

  @Test
  void everything_works_on_a_cluster_of_three_masters() {
    String hosts =
        servers.startCluster(3, 0).stream()
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));

    try (Redis redis = TestRedis.connect("redis+cluster://" + hosts)) {
      Core.work(redis);
    }
  }

  /** On a cluster kombu has one list for all priorities. */
  @Test
  void on_a_cluster_jobs_of_every_priority_run_in_order_of_arrival() {
    String hosts =
        servers.startCluster(3, 0).stream()
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));

    try (Redis redis = TestRedis.connect("redis+cluster://" + hosts)) {
      List<Integer> priorities = List.of(9, 0, 5);
      priorities.forEach(
          priority ->
              redis
                  .jedis()
                  .lpush(
                      Jobs.ANY.list(),
                      Wire.of("sync", "p" + priority).property("priority", priority).text()));
      Attempts attempts = Jobs.attempts(redis);
      List<String> ids = new ArrayList<>();
      try (WorkerSession session =
          WorkerSession.open(redis, attempts, "w1", Jobs.HOST1, Jobs.ANY)) {
        for (Optional<Claim> claim = session.claim(1);
            claim.isPresent();
            claim = session.claim(1)) {
          ids.add(claim.get().job().id());
          attempts.begin(claim.get());
          attempts.finish(claim.get(), Jobs.OK);
        }
      }
      assertThat(ids).containsExactly("p9", "p0", "p5");
      assertThat(new QueueReader(redis).depths(List.of(Jobs.ANY)).get(0).isEmpty()).isTrue();
    }
  }

  @Test
  void everything_works_while_the_slot_of_a_queue_moves_to_another_node() {
    MovingSlot moving = twoMasters();
    moving.begin();

    try (Redis redis = moving.connect()) {
      CompletableFuture<Void> move =
          CompletableFuture.runAsync(
              () -> moving.atBoth(jedis -> jedis.clusterSetSlotNode(moving.slot, moving.target)),
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
      Core.work(redis);
      move.join();
    }
  }

  @Test
  void a_lease_is_renewed_for_as_long_as_the_slot_of_a_queue_moves() {
    MovingSlot moving = twoMasters();
    try (Redis redis = moving.connect();
        WorkerSession session = WorkerSession.open(redis, Jobs.attempts(redis), "w1", Jobs.HOST1)) {
      moving.begin();

      assertThat(session.lease().renew()).isEqualTo(Lease.HELD);
      moving.atBoth(jedis -> jedis.clusterSetSlotStable(moving.slot));
    }
  }

  @Test
  void a_lease_is_released_while_the_slot_of_a_queue_moves() {
    MovingSlot moving = twoMasters();
    try (Redis redis = moving.connect()) {
      WorkerSession session = WorkerSession.open(redis, Jobs.attempts(redis), "w1", Jobs.HOST1);
      moving.begin();

      session.close();

      moving.atBoth(jedis -> jedis.clusterSetSlotStable(moving.slot));
      assertThat(redis.jedis().exists(Keys.lease("web_tasks", "w1"))).isFalse();
      // Whether it has claims cannot be said meanwhile, so who looks for some still finds it.
      assertThat(redis.jedis().zrange(Keys.workers("web_tasks"), 0, -1))
          .containsExactly("w1 " + Jobs.HOST1.list());
    }
  }

  private MovingSlot twoMasters() {
    List<Integer> ports = servers.startCluster(2, 0);
    int from = servers.masterOf("{web_tasks}", ports);
    int to = ports.stream().filter(port -> port != from).findFirst().orElseThrow();
    return new MovingSlot(
        servers,
        JedisClusterCRC16.getSlot("{web_tasks}"),
        from,
        to,
        servers.command(from, Jedis::clusterMyId),
        servers.command(to, Jedis::clusterMyId));
  }

  /** The slot of a queue, which moves from one master, the source, to another, the target. */
  private record MovingSlot(
      RedisServers servers, int slot, int from, int to, String source, String target) {

    void begin() {
      servers.command(to, jedis -> jedis.clusterSetSlotImporting(slot, source));
      servers.command(from, jedis -> jedis.clusterSetSlotMigrating(slot, target));
    }

    void atBoth(RedisServers.Question<String> command) {
      List.of(to, from).forEach(port -> servers.command(port, command));
    }

    Redis connect() {
      return TestRedis.connect("redis+cluster://127.0.0.1:" + from);
    }
  }

  @Test
  void everything_works_behind_sentinel() {
    int sentinel = servers.startSentinel(servers.start(), 1);
    String url = "redis+sentinel://127.0.0.1:" + sentinel + "/main/2";

    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> connectsTo(url));
    try (Redis redis = TestRedis.connect(url)) {
      Core.work(redis);
    }
  }

  @Test
  void a_name_that_leads_to_another_server_after_a_failover_is_followed() throws IOException {
    int old = servers.start();
    int promoted = servers.start();
    try (FaultProxy name = FaultProxy.before(old);
        Redis redis = TestRedis.connect("redis://127.0.0.1:" + name.port())) {
      redis.jedis().set("key", "before");
      name.leadTo(promoted);
      servers.command(old, jedis -> jedis.replicaof("127.0.0.1", promoted));

      redis.call("writing", jedis -> jedis.set("key", "after"));

      assertThat(valueAt(promoted)).isEqualTo("after");
    }
  }

  @Test
  void a_failover_is_noticed_although_the_connection_to_the_sentinel_died_unnoticed()
      throws IOException {
    int old = servers.start();
    int promoted = servers.start("--replicaof", "127.0.0.1 " + old);
    int sentinel = servers.startSentinel(old, 1);
    Duration timeout = Duration.ofMillis(200);
    try (FaultProxy network = FaultProxy.before(sentinel)) {
      String url = "redis+sentinel://127.0.0.1:" + network.port() + "/main";
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  servers
                      .command(sentinel, jedis -> jedis.sentinelMaster("main"))
                      .get("num-slaves")
                      .equals("1"));
      try (Redis redis = Redis.connect(new RedisSettings(url, url, timeout, Source.BUILT_IN))) {
        await().until(() -> servers.command(sentinel, TopologyIT::listeners) > 0);
        network.inflict(FaultProxy.Fault.BLACK_HOLE);
        network.forget();

        servers.kill(old);

        await()
            .atMost(Duration.ofSeconds(40))
            .ignoreExceptions()
            .until(() -> redis.call("writing", jedis -> jedis.set("key", "value")).equals("OK"));
        assertThat(valueAt(promoted)).isEqualTo("value");
      }
    }
  }

  private String valueAt(int server) {
    return servers.command(server, jedis -> jedis.get("key"));
  }

  private static long listeners(Jedis sentinel) {
    return sentinel.clientList().lines().filter(client -> client.contains("cmd=subscribe")).count();
  }

  @Test
  void the_address_of_another_kind_of_server_is_told_with_the_right_one() {
    int one = servers.start();
    int sentinel = servers.startSentinel(one, 1);
    int node = servers.startCluster(2, 0).get(0);
    String at = "127.0.0.1:";

    assertThat(TestRedis.refusalOf("redis://" + at + sentinel))
        .hasMessageContaining(": a Sentinel; write redis+sentinel://HOST:PORT/MASTER");
    QueueUnavailable noSentinel = TestRedis.refusalOf("redis+sentinel://" + at + one + "/main");
    assertThat(noSentinel).hasMessageEndingWith("a server, not a Sentinel");
    assertThat(noSentinel.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("Sentinels"));
    QueueUnavailable noCluster = TestRedis.refusalOf("redis+cluster://" + at + one);
    assertThat(noCluster).hasMessageEndingWith("a server without a cluster");
    assertThat(noCluster.fix()).hasValue("take +cluster out of redis.url");
    QueueUnavailable cluster = TestRedis.refusalOf("redis://" + at + node);
    assertThat(cluster).hasMessageEndingWith("a node of a cluster");
    assertThat(cluster.fix()).hasValue("put +cluster behind the scheme of redis.url");
  }

  @Test
  void a_server_that_lacks_a_command_or_a_database_is_told_with_the_fix() {
    String url = "redis://127.0.0.1:" + servers.start("--rename-command", "EVALSHA", "");

    QueueUnavailable command = TestRedis.refusalOf(url);
    QueueUnavailable database = TestRedis.refusalOf(url + "/99");

    assertThat(command).hasMessageEndingWith("ERR unknown command 'EVALSHA'");
    assertThat(command.fix()).hasValue("let Redis have the commands that docs/redis-keys.md lists");
    assertThat(database).hasMessageEndingWith("no database of that number");
    assertThat(database.fix()).hasValue("correct the number at the end of redis.url");
  }

  @Test
  void a_sentinel_that_has_no_news_is_asked_again_without_a_word() {
    int sentinel = servers.startSentinel(servers.start(), 1);
    String url = "redis+sentinel://127.0.0.1:" + sentinel + "/main";
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> connectsTo(url));
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    RedisSettings settings = new RedisSettings(url, url, Duration.ofMillis(200), Source.BUILT_IN);

    Instant begin = Instant.now();
    try (Redis redis = Redis.connect(settings)) {
      await().until(() -> Instant.now().isAfter(begin.plusMillis(6500)));
      redis.ping();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list).isEmpty();
  }

  @Test
  void a_connection_that_is_closed_at_once_leaves_no_thread_behind() {
    int sentinel =
        servers.startSentinel(servers.start(), 1, "sentinel monitor other 127.0.0.1 1 1");
    String url = "redis+sentinel://127.0.0.1:" + sentinel;
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> connectsTo(url + "/main"));

    for (int i = 0; i < 50; i++) {
      connectsTo(url + "/main");
      assertThatThrownBy(() -> connectsTo(url + "/other")).isInstanceOf(QueueUnavailable.class);
    }

    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("[127.0.0.1:" + sentinel + "]")));
  }

  @Test
  void sentinels_may_have_a_password_of_their_own() {
    int master = servers.start("--requirepass", "redis pw");
    int sentinel =
        servers.startSentinel(
            master, 1, "sentinel auth-pass main \"redis pw\"", "requirepass watch");
    String url = "redis+sentinel://:redis%20pw@127.0.0.1:" + sentinel + "/main";
    RedisSettings with = settings(url, Optional.of("watch"));

    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> connectsTo(with));
    try (Redis redis = Redis.connect(with)) {
      Core.work(redis);
    }
    assertThatThrownBy(() -> connectsTo(settings(url, Optional.empty())))
        .isInstanceOf(QueueUnavailable.class)
        .hasMessageNotContaining("redis pw")
        .hasMessageEndingWith(
            ": no Sentinel answers; 127.0.0.1:%d: password needed; see redis.sentinel_password"
                .formatted(sentinel));
    assertThatThrownBy(
            () -> connectsTo(settings(url.replace("/main", "/other"), Optional.of("watch"))))
        .hasMessageEndingWith(": its Sentinels watch no master of that name");
  }

  @Test
  void everything_works_on_the_server_that_comes_with_us() {
    try (EmbeddedRedis bundled = EmbeddedRedis.startBundled(Optional.empty(), List.of());
        Redis redis = TestRedis.connect(bundled.url())) {
      Core.work(redis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-server", "valkey-server"})
  void everything_works_on_each_server_that_is_installed(String name) {
    Optional<String> program = ServerProgram.find(name, System.getenv("PATH"));
    assumeTrue(program.isPresent(), "no " + name + " on the PATH");

    try (EmbeddedRedis server = EmbeddedRedis.startProgram(program.orElseThrow());
        Redis redis = TestRedis.connect(server.url())) {
      Core.work(redis);
    }
  }

  private static RedisSettings settings(String url, Optional<String> sentinelPassword) {
    RedisTrust trust =
        new RedisTrust(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            sentinelPassword);
    return new RedisSettings(url, url, RedisSettings.DEFAULT_TIMEOUT, trust, Source.BUILT_IN);
  }

  private static boolean connectsTo(String url) {
    return connectsTo(settings(url, Optional.empty()));
  }

  private static boolean connectsTo(RedisSettings settings) {
    Redis.connect(settings).close();
    return true;
  }
}
