// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cl task status} after instants were missed; {@code CatchUpIT} tells which are. */
final class MissedInStatusIT {

  private static final Instant GONE = Instant.parse("2026-06-01T12:00:00Z");

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;

  @ParameterizedTest(name = "missed={0}: {1}")
  @CsvSource({
    "0, '  0'",
    "1, '  1, last 2026-06-01T12:01:00Z'",
    "997, '  997, last 2026-06-02T04:37:00Z'",
    "1000, '  1000, last 2026-06-02T04:40:00Z'",
  })
  void missed_instants_are_in_the_status(int missed, String shown) {
    List<Instant> instants =
        IntStream.rangeClosed(1, missed).mapToObj(i -> GONE.plus(Duration.ofMinutes(i))).toList();
    new ScheduleStates(server.redis(), TestRedis.KEPT).recordMissed("s", instants);
    String text =
        """
        redis: %s
        workers: {web: {hostnames: [web01]}}
        schedules:
          s: {cron: "* * * * *", task: ping, targets: [web]}
        """
            .formatted(server.url());
    Cl cl = new Cl(directory).file("cl.yaml", text);

    JsonNode schedule = json(cl.run("task", "status", "-o", "json").out()).get("schedules").get(0);

    assertThat(schedule.get("missed").asInt()).isEqualTo(missed);
    assertThat(cl.run("task", "status").out().lines().filter(line -> line.startsWith("s ")))
        .singleElement(InstanceOfAssertFactories.STRING)
        .endsWith(shown);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
