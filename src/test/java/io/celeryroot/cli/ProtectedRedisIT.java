// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.celeryroot.redis.PrivateAuthority;
import io.celeryroot.redis.PrivateAuthority.Identity;
import io.celeryroot.redis.RedisServers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands reach whatever Redis workers and Beat reach: all of {@code redis:} counts. */
class ProtectedRedisIT {

  private static final Duration SOON = Duration.ofSeconds(20);

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
  void commands_work_with_a_private_authority_and_a_certificate_of_their_own() {
    PrivateAuthority authority = new PrivateAuthority(directory);
    Identity server = authority.issue("server", "IP:127.0.0.1");
    Identity client = authority.issue("client", "DNS:client");
    int port = servers.startTls(server, authority, true);
    Cl cl =
        cl(
            "{url: \"rediss://127.0.0.1:%d\", ca_file: \"%s\", cert_file: \"%s\", key_file: \"%s\"}"
                .formatted(port, authority.certificate(), client.certificate(), client.key()));
    await()
        .atMost(SOON)
        .until(() -> !servers.isRunning(port) || cl.run("queue", "list").exitCode() == 0);
    assumeTrue(servers.isRunning(port), "this redis-server was built without TLS");

    assertAllWork(cl);
  }

  @Test
  void commands_work_behind_sentinels_with_a_password_of_their_own() {
    int master = servers.start("--requirepass", "of-redis");
    int sentinel =
        servers.startSentinel(master, 1, "sentinel auth-pass main of-redis", "requirepass watch");
    Cl cl =
        cl(
            "{url: \"redis+sentinel://:of-redis@127.0.0.1:%d/main\", sentinel_password: watch}"
                .formatted(sentinel));
    await().atMost(SOON).until(() -> cl.run("queue", "list").exitCode() == 0);

    assertAllWork(cl);
  }

  private Cl cl(String redis) {
    return new Cl(directory)
        .clock(Clock.systemUTC())
        .file(
            "cl.yaml",
            """
            redis: %s
            workers: {web: {hostnames: [web01]}}
            schedules: {hourly: {cron: "0 * * * *", task: ping, targets: [web]}}
            """
                .formatted(redis));
  }

  private static void assertAllWork(Cl cl) {
    for (String command :
        List.of(
            "task ping -t web01",
            "task list",
            "task status",
            "queue list",
            "schedule list",
            "schedule pause hourly",
            "schedule resume hourly",
            "schedule run hourly",
            "queue purge web --yes")) {
      Cl.Ended ended = cl.run(command.split(" ", -1));
      assertThat(ended.exitCode()).as(command + ": " + ended.err()).isZero();
    }
  }
}
