// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.celeryroot.config.Durations;
import io.celeryroot.config.read.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that {@code docker compose up -d redis beat worker1 worker2 worker3} starts. */
final class ComposeTest {

  private static final List<String> WORKERS = List.of("worker1", "worker2", "worker3");

  private final JsonNode services = Yaml.read(Path.of("compose.yaml")).get(0).get("services");

  @Test
  void compose_accepts_the_file() {
    Programs.need("docker");
    assumeTrue(
        Programs.run(List.of("docker", "compose", "version")).exitCode() == 0,
        "needs docker compose");

    Programs.Ended ended =
        Programs.run(List.of("docker", "compose", "-f", "compose.yaml", "config", "--quiet"));

    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  @Test
  void the_workers_are_the_hosts_of_the_file() {
    List<String> hosts =
        ConfigReader.read(Path.of("cl.yaml"), Map.of(), Optional.empty())
            .config()
            .orElseThrow()
            .roles()
            .values()
            .stream()
            .flatMap(role -> role.hostnames().stream())
            .toList();

    assertThat(WORKERS.stream().map(name -> services.at("/" + name + "/hostname").asText()))
        .containsExactlyInAnyOrderElementsOf(hosts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "beat", "worker1", "worker2", "worker3"})
  void services_start_without_a_profile_and_have_minimal_rights(String name) {
    JsonNode service = services.get(name);

    assertThat(service.has("profiles")).isFalse();
    assertThat(service.has("privileged")).isFalse();
    assertThat(service.has("ports")).isFalse();
    assertThat(service.get("read_only").asBoolean()).isTrue();
    assertThat(service.get("cap_drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(service.get("security_opt").toString()).contains("no-new-privileges:true");
    assertThat(service.has("user") || service.has("build")).as("runs as an account").isTrue();
  }

  @Test
  void workers_have_time_to_stop() {
    assertThat(WORKERS)
        .allSatisfy(
            name -> {
              String period = services.at("/" + name + "/stop_grace_period").asText();
              assertThat(Durations.parse(period).toSeconds())
                  .isGreaterThan(UnitsTest.shutdownTimeoutSeconds());
            });
  }

  @Test
  void beat_and_workers_wait_until_redis_is_healthy() {
    assertThat(services.at("/redis/healthcheck/test").isArray()).isTrue();
    assertThat(Stream.concat(Stream.of("beat"), WORKERS.stream()))
        .allSatisfy(
            name ->
                assertThat(services.at("/" + name + "/depends_on/redis/condition").asText())
                    .isEqualTo("service_healthy"));
  }

  @Test
  void no_password_is_on_a_command_line() {
    // Compose expands variables after one dollar, a shell in the container those after two.
    for (String key : List.of("command", "test")) {
      assertThat(services.findValues(key).toString().replace("$$", ""))
          .doesNotContainPattern("\\$\\{?[A-Z_]*(PASSWORD|URL)");
    }
  }
}
