// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.host.Reports;
import io.celeryroot.queue.schedule.PauseRequest;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.celeryroot.text.Text;
import io.celeryroot.view.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl worker list} and {@code cl task status}, of a few hosts and of thousands. */
final class FleetIT {

  private static final Terminal NARROW = new Terminal(true, true, true, 80, false);

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;

  private Cl cl(String site) {
    return new Cl(directory)
        .file("cl.yaml", "redis: " + server.url() + "\n" + site)
        .clock(Clock.systemUTC());
  }

  private static void beat(Redis redis, String host) {
    // A slow machine takes longer to write two thousand than one is alive.
    beat(redis, host, redis.serverTime().plusSeconds(600));
  }

  private static void beat(Redis redis, String host, Instant at) {
    Reports.put(redis, Reports.worker(host, at, "{web_tasks}." + host));
  }

  @Test
  void a_worker_that_was_stopped_is_away_since_then() {
    String site =
        """
        workers:
          web: {hostnames: [web01, web02, web03]}
          spare: {hostnames: ["spare*"]}
        """;
    ClConfig config = TestSite.config(server.url(), site);
    Cl cl = cl(site);
    for (String host : List.of("web01", "web02")) {
      try (WorkerProcess worker = Processes.worker(config, host)) {
        worker.start();
        await(host)
            .atMost(Duration.ofSeconds(20))
            .until(() -> cl.run("worker", "list").out().contains(host + "  alive"));
      }
    }
    beat(server.redis(), "web01");
    beat(server.redis(), "stranger");

    String list = cl.run("worker", "list").out();

    assertThat(list)
        .startsWith(
            "4 hosts: 1 away, 1 never seen, 1 not in the file, 1 alive; 0 jobs run in 8 slots")
        .containsPattern("web02 +away since 20\\d\\d-")
        .containsPattern("web03 +never seen +web")
        .containsPattern("stranger +not in the file +web")
        .containsPattern("spare +spare\\* +no host was ever seen");
    JsonNode json = json(cl.run("worker", "list", "-o", "json").out());
    assertThat(json.get("hosts")).hasSize(4);
    assertThat(json.get("hosts").get(1).get("state").asText()).isEqualTo("away");
    assertThat(json.get("globs").get(0).get("hosts")).isEmpty();
    assertThat(cl.run("task", "status").out())
        .contains("1 host is away: web02 since 20", "1 host was never seen: web03");
  }

  @Test
  void of_one_host_all_is_told_also_when_it_was_away() {
    String site = "workers: {web: {hostnames: [web01]}}\n";
    Cl cl = cl(site);
    ClConfig config = TestSite.config(server.url(), site);
    Instant died = server.redis().serverTime().minusSeconds(3600);
    beat(server.redis(), "web01", died);
    assertThat(cl.run("worker", "list", "web01").out())
        .containsPattern("web01 +away since")
        .contains("Not within 30 days, as far as its workers noticed.");

    try (WorkerProcess worker = Processes.worker(config, "web01")) {
      worker.start();
      await("web01")
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(cl.run("worker", "list", "web01").out())
                      .containsPattern("web01 +alive")
                      .contains("When it was away (newest first)")
                      .containsPattern(Text.utc(died) + ".* 1 h .*stopped responding +web01"));
    }

    JsonNode gap = json(cl.run("worker", "list", "web01", "-o", "json").out()).get("absences");
    assertThat(gap).hasSize(1);
    assertThat(gap.get(0).get("from").asText()).startsWith(Text.utc(died).replace("Z", ""));
    assertThat(gap.get(0).get("duration_ms").asLong()).isBetween(3_600_000L, 3_660_000L);
    Cl.Ended unknown = cl.run("worker", "list", "web1");
    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("no host \"web1\" in the file", "did you mean \"web01\"?");
  }

  @Test
  void on_a_narrow_terminal_who_started_the_runs_of_a_host_stays_whole() {
    String site =
        """
        workers: {web: {hostnames: [web01]}}
        tasks: {rotate_the_logs_of_all: {command: ["true"]}}
        """;
    Cl cl = cl(site).terminal(NARROW).env("USER", "annemarie").env("CL_HOSTNAME", "desk1.example");
    cl.run("task", "rotate_the_logs_of_all", "-t", "web01");

    assertThat(cl.run("worker", "list", "web01").out()).contains(" annemarie@desk1.example ");
  }

  @Test
  void two_thousand_hosts_and_a_thousand_schedules_stay_readable() {
    Redis redis = server.redis();
    List<String> hosts =
        IntStream.rangeClosed(1, 2000)
            .mapToObj(i -> "srv-%04d.dc1.example.com".formatted(i))
            .toList();
    String schedules =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(
                i ->
                    "  s%04d: {cron: \"0 * * * *\", task: ping, targets: [%s]}\n"
                        .formatted(i, hosts.get(i)))
            .collect(Collectors.joining());
    String site =
        "workers: {web: {hostnames: [%s]}}\nschedules:\n%s"
            .formatted(String.join(", ", hosts), schedules);
    hosts.subList(0, 1500).forEach(host -> beat(redis, host));
    new SchedulePauses(redis)
        .pause("s0007", new PauseRequest(Optional.empty(), "ann", Optional.of("by hand")));
    Cl cl = cl(site);

    for (Terminal terminal :
        List.of(NARROW, new Terminal(true, true, true, 200, false), Terminal.NONE)) {
      cl.terminal(terminal);
      String status = cl.run("task", "status").out();
      assertThat(status)
          .contains(
              "500 hosts were never seen: srv-1501.dc1.example.com", "1 schedule is paused: s0007")
          .contains("2000 hosts: 500 never seen, 1500 alive", "999 other schedules")
          .containsPattern("web +web_tasks +2001 ");
      assertThat(status.lines().count()).isLessThan(30);
      String list = cl.run("worker", "list").out();
      assertThat(list.lines().count()).isLessThan(10);
      assertThat(list).contains("500 hosts never seen: srv-1501.dc1.example.com");
      if (terminal.width() > 0) {
        assertThat(status.lines().toList())
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(terminal.width()));
        assertThat(list.lines().toList())
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(terminal.width()));
      }
    }
    assertThat(cl.run("worker", "list", "--hosts").out().lines()).hasSize(2000 + 3);
    assertThat(cl.run("task", "status", "--hosts").out().lines().count()).isGreaterThan(4000);
  }

  @Test
  void a_worker_that_serves_the_queue_is_enough_whatever_it_calls_the_role() {
    Cl cl = cl("workers: {renamed: {queue: web_tasks, hostnames: [web01]}}\n");
    beat(server.redis(), "web01");

    assertThat(cl.run("task", "ping", "-t", "renamed").err()).doesNotContain("no live worker");
  }

  @Test
  void four_hundred_hosts_without_a_worker_are_one_line() {
    String hosts =
        IntStream.rangeClosed(1, 400)
            .mapToObj(i -> "srv-%03d.dc%d.example.com".formatted(i, i % 4 + 1))
            .collect(Collectors.joining(", "));
    Cl cl = cl("workers: {all: {hostnames: [%s]}}\n".formatted(hosts));

    Cl.Ended ended = cl.run("task", "ping", "--targets", "all");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("cl: 400 hosts have no live worker: srv-001.dc2.example.com, ")
        .endsWith(" and 396 more; their jobs wait until one is back");
    assertThat(ended.out().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains(": 400 jobs wait: srv-001");
    String run = ended.out().substring(0, ended.out().indexOf(':'));
    assertThat(cl.run("why", run).out().lines().findFirst().orElseThrow())
        .startsWith(run + ": 400 jobs: waits: host never seen (srv-001.dc2.example.com, ");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
