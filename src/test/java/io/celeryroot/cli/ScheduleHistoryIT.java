// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.beat.SimulatedBeat;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code cl schedule history} of a schedule that was changed between its runs. */
final class ScheduleHistoryIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;

  private static String site(String target, String password) {
    return """
    workers: {web: {hostnames: [web01, web02]}}
    tasks:
      login: {command: [login, "{password}"], params: {password: {secret: true}}}
    schedules:
      hourly: {cron: "0 * * * *", task: login, targets: [%s], params: {password: "%s"}}
    """
        .formatted(target, password);
  }

  private ClConfig config(String site) {
    new Cl(directory).file("cl.yaml", "redis: " + server.url() + "\n" + site);
    return TestSite.config(server.url(), site);
  }

  private void runOnce(ClConfig config, Instant due) {
    Redis redis = server.redis();
    try (SimulatedBeat beat = new SimulatedBeat(config, () -> due)) {
      beat.reconcile();
      beat.reconcile();
      beat.fire(due);
    }
    TestWorker.during(
        redis,
        config,
        () ->
            await("end")
                .atMost(Duration.ofSeconds(20))
                .until(
                    () ->
                        new Monitor(redis, config)
                            .run(RunIds.due("hourly", due))
                            .orElseThrow()
                            .hasEnded()));
  }

  @Test
  void runs_are_shown_with_the_first_failure_and_the_change_before_it() {
    Instant due = server.redis().serverTime().truncatedTo(ChronoUnit.HOURS);
    runOnce(config(site("web01", "secret one")), due.minus(Duration.ofHours(2)));
    runOnce(config(site("web01", "secret one")), due.minus(Duration.ofHours(1)));
    runOnce(config(site("web02", "secret two")), due);
    Cl cl = new Cl(directory).clock(Clock.systemUTC());

    Cl.Ended history = cl.run("schedule", "history", "hourly");

    assertThat(history.exitCode()).as(history.err()).isZero();
    assertThat(history.out())
        .startsWith("2 of 3 runs ended well (66 %)\nfails since " + due)
        .contains(
            RunIds.due("hourly", due),
            "1 ok",
            "1 failed",
            "targets: [\"web01\"] -> [\"web02\"]",
            "42 ms")
        .doesNotContain("secret");
    assertThat(history.out().lines().filter(line -> line.contains("->"))).hasSize(1);
    assertThat(cl.run("schedule", "history", "hourly", "-o", "json").out())
        .contains("\"failing_since\": \"" + due, "\"key\": \"targets\"")
        .doesNotContain("secret one");
    assertThat(cl.run("schedule", "history", "hurly").exitCode()).isEqualTo(4);
    assertThat(server.redis().jedis().llen("cl:schedule:{hourly}:definitions")).isEqualTo(2);
  }

  @Test
  void the_runs_of_a_schedule_that_was_renamed_are_found_by_the_old_name() {
    Instant due = server.redis().serverTime().truncatedTo(ChronoUnit.HOURS);
    runOnce(config(site("web01", "secret one")), due);
    config(site("web01", "secret one").replace("hourly:", "each_hour:"));
    Cl cl = new Cl(directory).clock(Clock.systemUTC());

    Cl.Ended history = cl.run("schedule", "history", "hourly");

    assertThat(history.exitCode()).as(history.err()).isZero();
    assertThat(history.out()).contains(RunIds.due("hourly", due));
    assertThat(cl.run("schedule", "history", "each_hour").out()).startsWith("no run of each_hour");
    assertThat(cl.run("schedule", "history", "hurly").exitCode()).isEqualTo(4);
  }
}
