// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.camel.SimulatedBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cl task status} after a time without a Beat. */
final class MissedInStatusIT {

  private static final Instant GONE = Instant.parse("2026-06-01T12:00:30Z");
  private static EmbeddedRedis server;

  @TempDir private Path directory;

  @BeforeAll
  static void startServer() {
    server = EmbeddedRedis.start(Optional.empty(), List.of());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest(name = "due={0} {1} window={2}: missed={3}, last {4}")
  @CsvSource({
    "0, skip, 24h, 0, never",
    "1, skip, 24h, 1, 12:01",
    "5, skip, 24h, 5, 12:05",
    "1000, skip, 24h, 1000, 04:40",
    "0, latest, 24h, 0, never",
    "1, latest, 24h, 0, never",
    "5, latest, 24h, 4, 12:04",
    "1000, latest, 24h, 999, 04:39",
    "0, all, 24h, 0, never",
    "1, all, 24h, 0, never",
    "5, all, 24h, 0, never",
    "1000, all, 24h, 0, never",
    "5, all, 3m, 2, 12:02",
    "1000, all, 3m, 997, 04:37",
    "1000, latest, 3m, 999, 04:39",
  })
  void what_was_due_and_did_not_run_is_in_the_status(
      int due, String policy, String window, int missed, String last) {
    String text =
        """
        redis: %s
        workers: {web: {hostnames: [web01]}}
        schedules:
          s: {cron: "* * * * *", task: ping, targets: [web], overlap: allow, catch_up: %s, catch_up_window: %s}
        """
            .formatted(server.url(), policy, window);
    ClConfig config =
        ConfigReader.read("cl.yaml", text, Map.of(), Optional.empty()).config().orElseThrow();
    try (Redis redis = Redis.connect(config.redis())) {
      redis.jedis().flushAll();
    }
    Instant back = GONE.plus(Duration.ofMinutes(due));
    look(config, GONE);
    look(config, back);
    Cl cl = new Cl(directory).file("cl.yaml", text).clock(Clock.fixed(back, ZoneOffset.UTC));

    JsonNode schedule = json(cl.run("task", "status", "-o", "json").out()).get("schedules").get(0);

    assertThat(schedule.get("missed").asInt()).isEqualTo(missed);
    assertThat(cl.run("task", "status").out().lines().filter(line -> line.startsWith("s ")))
        .singleElement(InstanceOfAssertFactories.STRING)
        .endsWith(missed == 0 ? "  0" : "  " + missed + ", last " + date(last) + ":00Z");
  }

  private static String date(String minute) {
    return (minute.startsWith("12") ? "2026-06-01T" : "2026-06-02T") + minute;
  }

  private static void look(ClConfig config, Instant now) {
    AtomicReference<Instant> clock = new AtomicReference<>(now);
    try (SimulatedBeat beat = new SimulatedBeat(config, clock::get)) {
      beat.reconcile();
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
