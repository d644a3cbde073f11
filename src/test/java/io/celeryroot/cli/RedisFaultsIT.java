// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RedisSettings;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;

/** What a command says when Redis is of no use to it: one line, soon, and exit code 3. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("chaos")
final class RedisFaultsIT {

  @RegisterExtension final TestRedis server = TestRedis.own();

  @TempDir Path directory;
  private FaultProxy network;
  private Jedis admin;
  private Cl cl;

  @BeforeEach
  void start() {
    network = FaultProxy.before(server.port());
    admin = new Jedis("127.0.0.1", server.port(), 10_000);
    cl =
        new Cl(directory)
            .file(
                "cl.yaml",
                """
                redis: redis://127.0.0.1:%d/0
                workers:
                  web: {hostnames: [web01]}
                """
                    .formatted(network.port()))
            .clock(Clock.systemUTC());
    assertThat(cl.run("queue", "list").exitCode()).isZero();
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    network.close();
  }

  /** Each of these writes, reads, or reads several keys. */
  private void expect(String reason) {
    for (String command : List.of("task ping -t web", "task status", "queue list")) {
      expect(command, reason);
    }
  }

  private void expect(String command, String reason) {
    Instant begin = Instant.now();
    Cl.Ended ended = cl.run(command.split(" "));

    assertThat(Duration.between(begin, Instant.now()))
        .as("no second wait in " + command)
        .isLessThan(RedisSettings.DEFAULT_TIMEOUT.multipliedBy(2));
    assertThat(ended.exitCode()).as(command + ended.err()).isEqualTo(3);
    List<String> lines =
        ended.err().lines().filter(line -> !line.contains("no live worker")).toList();
    assertThat(lines).as(command).hasSize(1);
    assertThat(lines.get(0))
        .as(command)
        .startsWith("cl: ")
        .contains(": redis://127.0.0.1:" + network.port() + "/0: " + reason);
  }

  @Test
  void refused() {
    server.stop();
    network.inflict(FaultProxy.Fault.REFUSE);

    expect("it closed the connection");
  }

  @Test
  void reset() {
    network.inflict(FaultProxy.Fault.RESET);

    expect("Connection reset");
  }

  @Test
  void black_hole() {
    network.inflict(FaultProxy.Fault.BLACK_HOLE);

    expect("no answer within 2000 ms");
  }

  @Test
  void half_open() {
    network.inflict(FaultProxy.Fault.HALF_OPEN);

    expect("no answer within 2000 ms");
  }

  @Test
  void paused() {
    admin.clientPause(20_000, ClientPauseMode.ALL);

    expect("no answer within 2000 ms");
  }

  @Test
  void a_password_is_needed() {
    admin.configSet("requirepass", "another");

    expect("password needed; write redis://:PASSWORD@HOST");
  }

  @Test
  void a_read_only_replica_answers_questions_and_takes_no_job() {
    admin.replicaof("127.0.0.1", 1);

    expect("task ping -t web", "a read-only replica");
    assertThat(cl.run("task", "status").exitCode()).isZero();
  }

  @Test
  void a_replica_without_its_master_answers_nothing() {
    admin.configSet("replica-serve-stale-data", "no");
    admin.replicaof("127.0.0.1", 1);

    expect("a replica without its master");
  }

  @Test
  void out_of_memory() {
    admin.configSet("maxmemory", "1");

    expect(
        "task ping -t web",
        "out of memory (maxmemory); fix: raise maxmemory of Redis, or keep less: results_kept");
    assertThat(cl.run("task", "status").exitCode()).isZero();
  }

  @Test
  void a_server_that_deletes_what_it_keeps_when_it_is_full_is_a_problem_of_the_site() {
    admin.configSet("maxmemory-policy", "volatile-lru");
    assertThat(cl.run("task", "status").out()).doesNotContain("maxmemory-policy");

    admin.configSet("maxmemory", "1gb");

    assertThat(cl.run("task", "status").out())
        .contains("by its maxmemory-policy volatile-lru; fix: set noeviction");
  }

  @Test
  void a_server_that_cannot_save_its_data_is_to_be_mended() throws IOException {
    server.stop();
    Path data = Files.createDirectory(directory.resolve("data"));
    try (EmbeddedRedis other =
            EmbeddedRedis.startOn(
                server.port(), Optional.empty(), List.of("--dir", "" + data, "--save", "3600 1"));
        Jedis jedis = new Jedis("127.0.0.1", other.port())) {
      Files.delete(data);
      jedis.bgsave();
      await().until(() -> jedis.info("persistence").contains("rdb_last_bgsave_status:err"));

      expect(
          "task ping -t web",
          "cannot save its data, so takes no more (MISCONF); fix: free its disk or mend its data"
              + " directory; the log of Redis says why");
    }
  }

  @Test
  void no_permission() {
    admin.aclSetUser("default", "-@write");

    expect("task ping -t web", "no permission");
  }

  @Test
  void a_key_of_the_wrong_type() {
    admin.set("web_tasks", "not a list");
    admin.set("{web_tasks}.web01", "not a list");

    expect("task ping -t web", "the key {web_tasks}.web01 holds a value of another type");
    expect("queue list", "the key web_tasks holds a value of another type");
  }

  @Test
  void of_a_run_that_may_be_queued_in_part_the_name_is_told() {
    admin.set("{web_tasks}.web01", "not a list");

    String said = cl.run("task", "ping", "-t", "web").err();

    String run = said.strip().replaceFirst("(?s).*; see: cl task result ", "");
    admin.del("{web_tasks}.web01");
    assertThat(cl.run("task", "result", run).out()).contains("waiting");
  }
}
