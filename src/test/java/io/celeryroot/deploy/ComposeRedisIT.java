// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command and the health check of the service redis in compose.yaml, with a local Redis. */
final class ComposeRedisIT {

  private static final String PASSWORD = "e1b9c7";

  private final JsonNode service = Yaml.read(Path.of("compose.yaml")).get(0).at("/services/redis");

  @TempDir private Path directory;
  private int port;
  private Process redis;

  private void start(String password) throws IOException {
    Programs.need("sh", "redis-server", "redis-cli");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String command =
        here(service.get("command").get(2).asText()).strip()
            + " --port %d --bind 127.0.0.1 --dir %s".formatted(port, directory);
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-euc", command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("REDIS_PASSWORD", password);
    redis = builder.start();
    await("healthy").atMost(Duration.ofSeconds(30)).until(() -> check(password) == 0);
  }

  /** Expands the command as Compose and the container would. */
  private String here(String text) {
    return text.replace("$$", "$").replace("/tmp/", directory + "/");
  }

  private int check(String password) {
    String test = service.at("/healthcheck/test/1").asText();
    String command = here(test).replace("redis-cli", "redis-cli -p " + port);
    return Programs.run(List.of("sh", "-c", command), Map.of("REDIS_PASSWORD", password))
        .exitCode();
  }

  private String ask(String... question) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
    command.addAll(List.of(question));
    return Programs.run(command, Map.of("REDISCLI_AUTH", PASSWORD)).output();
  }

  @AfterEach
  void end() {
    if (redis != null) {
      redis.destroyForcibly();
    }
  }

  @Test
  void redis_requires_the_password_hides_it_and_keeps_its_data()
      throws IOException, InterruptedException {
    start(PASSWORD);

    assertThat(check("wrong")).isNotZero();
    assertThat(ask("config", "get", "appendonly")).contains("yes");
    assertThat(ask("config", "get", "maxmemory-policy")).contains("noeviction");
    assertThat(Files.readString(Path.of("/proc", "" + redis.pid(), "cmdline")))
        .contains("redis-server")
        .doesNotContain(PASSWORD);
    assertThat(Files.getPosixFilePermissions(directory.resolve("password.conf"))).hasSize(2);
    assertThat(ask("set", "job", "1")).contains("OK");

    redis.destroy();
    assertThat(redis.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(redis.exitValue()).isZero();
    start(PASSWORD);

    assertThat(ask("get", "job")).contains("1");
  }

  @Test
  void without_a_password_in_the_environment_it_has_none() throws IOException {
    start("");

    assertThat(ask("ping")).contains("PONG");
  }
}
