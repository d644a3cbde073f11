// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real Beats, killed and frozen around an instant at which many schedules are due. */
@Tag("chaos")
class ThreeBeatProcessesIT {

  private static final int INSTANTS = Integer.getInteger("cl.chaos.rounds", 1);

  /** Long enough for a killed Beat to be back at the next instant. */
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SCHEDULES = 30;
  private static final Target HOST = new Target("web", "web_tasks", Optional.of("web01"));

  @TempDir private Path directory;
  private final Random random = new Random();
  private final List<Process> beats = new ArrayList<>();
  private EmbeddedRedis server;
  private ClConfig config;
  private Redis redis;
  private ScheduleStates states;
  private int kills;
  private int freezes;

  @BeforeEach
  void startRedis() throws IOException {
    server = EmbeddedRedis.start(Optional.empty(), List.of());
    StringBuilder text = new StringBuilder("redis: " + server.url() + "\n");
    text.append("workers: {web: {hostnames: [web01]}}\n");
    text.append("tasks: {tick: {command: [/bin/true]}}\n");
    text.append("schedules:\n");
    String[] policies = {"all", "latest", "skip"};
    for (int i = 0; i < SCHEDULES; i++) {
      text.append("  s%d: {every: 15s, task: tick, targets: [web], ".formatted(i));
      text.append("overlap: allow, catch_up: %s}\n".formatted(policies[i % 3]));
    }
    Files.writeString(directory.resolve("cl.yaml"), text);
    config = TestSite.config(text.toString());
    redis = Redis.connect(config.redis());
    states = new ScheduleStates(redis, config.resultsKept());
    // Beats that know a schedule for the first time would look for what was due a minute later.
    Instant now = redis.serverTime();
    config.schedules().keySet().forEach(schedule -> states.recordChecked(schedule, now));
  }

  @AfterEach
  void stop() throws Exception {
    for (Process beat : beats) {
      beat.destroyForcibly().waitFor();
    }
    redis.close();
    server.close();
  }

  private Path log(int beat) {
    return directory.resolve("beat" + beat + ".log");
  }

  private Process beat(int number) throws IOException {
    List<String> command = List.of(Distribution.cl().toString(), "cl.yaml", "--beat");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(number).toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process beat = builder.start();
    beats.add(beat);
    return beat;
  }

  @Test
  void under_kills_and_freezes_each_due_instant_has_one_fate() throws Exception {
    List<Process> alive = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      alive.add(beat(i));
    }
    for (int i = 0; i < 3; i++) {
      Path log = log(i);
      await("ready").atMost(PATIENCE).until(() -> Files.readString(log).contains("ready"));
    }
    Instant start = Instant.now();
    Instant end = next(start.plusSeconds(2)).plus(PERIOD.multipliedBy(INSTANTS - 1));

    while (Instant.now().isBefore(end.plusSeconds(4))) {
      awaitNear(next(Instant.now()), end);
      int victim = random.nextInt(3);
      if (random.nextBoolean()) {
        alive.get(victim).destroyForcibly().waitFor();
        alive.set(victim, beat(victim));
        kills++;
      } else {
        signal(alive.get(victim), "STOP");
        awaitMillis(random.nextInt(1500));
        signal(alive.get(victim), "CONT");
        freezes++;
      }
      awaitMillis(random.nextInt(300));
    }
    for (Process beat : alive) {
      beat.destroyForcibly().waitFor();
    }
    beat(9);
    await("a look at what was due")
        .atMost(PATIENCE)
        .until(
            () ->
                states.readAll(config.schedules().keySet()).values().stream()
                    .allMatch(s -> s.checkedAt().filter(at -> at.isAfter(end)).isPresent()));

    assertThat(wrong(start, end)).as("kills=%d freezes=%d", kills, freezes).isEmpty();
    System.out.printf("three processes: kills=%d freezes=%d%n", kills, freezes);
    assertThat(kills + freezes).isPositive();
  }

  /** The first instant after a time at which the schedules are due. */
  private static Instant next(Instant after) {
    long seconds = PERIOD.toSeconds();
    return Instant.ofEpochSecond((after.getEpochSecond() / seconds + 1) * seconds);
  }

  /** Until shortly before a due instant; at once when the last is over. */
  private static void awaitNear(Instant due, Instant end) {
    if (Instant.now().isBefore(end)) {
      await()
          .atMost(PERIOD.plusSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> Instant.now().isAfter(due.minusMillis(1500)));
    }
  }

  private static void awaitMillis(int millis) {
    Instant until = Instant.now().plusMillis(millis);
    await().pollInterval(Duration.ofMillis(5)).until(() -> Instant.now().isAfter(until));
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  private List<String> wrong(Instant start, Instant end) {
    Map<String, Long> jobs =
        new QueueReader(redis)
            .waiting(HOST).stream().collect(Collectors.groupingBy(Job::id, Collectors.counting()));
    List<String> wrong = new ArrayList<>();
    for (String schedule : config.schedules().keySet()) {
      List<Instant> missed = states.missed(schedule, 1000);
      for (Instant due = next(start); !due.isAfter(end); due = due.plus(PERIOD)) {
        long count = jobs.getOrDefault(RunIds.due(schedule, due) + ".web01", 0L);
        if (count + (missed.contains(due) ? 1 : 0) != 1) {
          wrong.add(schedule + " " + due + " jobs=" + count + " missed=" + missed.contains(due));
        }
      }
    }
    return wrong;
  }
}
