// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.ShiftedClock;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a site whose clocks are wrong. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class ClockSkewIT {

  private static final Duration SKEW = Duration.ofMinutes(10);

  /** The machine may be busy; what a wrong clock would do is off by minutes. */
  private static final Duration SOON = Duration.ofMinutes(2);

  private static final String SITE =
      """
      workers:
        web: {hostnames: [gone, fast, slow, right], concurrency: 6}
      schedules: {}
      """;

  @TempDir private Path directory;

  /** What one worker is given to do. */
  private record Given(
      String plain, String twice, String later, String inTime, String tooLate, String longer) {

    List<String> all() {
      return List.of(plain, twice, later, inTime, tooLate, longer);
    }
  }

  @Test
  void ten_minutes_of_clock_skew_on_a_worker_change_nothing() {
    ShiftedClock fast = ShiftedClock.in(directory.resolve("fast")).set(SKEW);
    ShiftedClock slow = ShiftedClock.in(directory.resolve("slow")).set(SKEW.negated());
    try (TestSite site = Notes.site(directory, SITE)) {
      Ledger ledger = new Ledger(site);
      Instant begin = site.redis().serverTime();
      TestProcess gone = site.workerProcess("gone", fast.environment());
      String lost = site.submit("hold", RunOn.ANY, "web").get(0);
      ledger.awaitExecution(lost, 1, TestProcess.PATIENCE);
      gone.kill();
      Instant killed = site.redis().serverTime();

      Instant eta = killed.plusSeconds(8);
      Map<String, Given> given = new LinkedHashMap<>();
      List.of("fast", "slow", "right").forEach(host -> given.put(host, give(site, host, eta)));
      await("expiry of what is too late")
          .until(() -> site.redis().serverTime().isAfter(killed.plusSeconds(3)));
      site.workerProcess("fast", fast.environment());
      site.workerProcess("slow", slow.environment());
      site.workerProcess("right").awaitLog("ready");
      Instant seenBy = site.redis().serverTime();
      List<String> all = new ArrayList<>(List.of(lost));
      given.values().forEach(jobs -> all.addAll(jobs.all()));
      ledger.awaitAllEnded(all);

      ledger.assertNothingRepeated(all);
      JobResult recovered = ledger.result(lost);
      assertThat(recovered.attempts())
          .extracting(EndedAttempt::outcomeText)
          .containsExactly("lost", "ok");
      assertThat(recovered.attempts().get(1).started())
          .isBetween(killed.plusSeconds(10), seenBy.plus(SOON));
      given.forEach((host, jobs) -> check(host, jobs, eta, ledger, begin));
    }
  }

  private static Given give(TestSite site, String host, Instant eta) {
    Duration hour = Duration.ofHours(1);
    Target target = new Target("web", "web_tasks", Optional.of(host));
    return new Given(
        site.submit("note", RunOn.ALL, host).get(0),
        site.submit("flaky", RunOn.ALL, host).get(0),
        site.submit("note", target, Optional.of(eta), hour),
        site.submit("note", target, Optional.empty(), Duration.ofMinutes(5)),
        site.submit("note", target, Optional.empty(), Duration.ofSeconds(2)),
        site.submit("slow", RunOn.ALL, host).get(0));
  }

  private static void check(String host, Given jobs, Instant eta, Ledger ledger, Instant begin) {
    Map<String, JobResult> results = ledger.results(jobs.all());
    assertThat(List.of(jobs.plain, jobs.twice, jobs.later, jobs.inTime, jobs.longer))
        .as(host)
        .allMatch(job -> results.get(job).outcomeText().equals("ok"));
    assertThat(results.get(jobs.tooLate).outcomeText()).as(host).isEqualTo("expired");
    assertThat(ledger.executions()).doesNotContainKey(jobs.tooLate);
    // Longer than a lease.
    assertThat(results.get(jobs.longer).attempt()).as(host).isEqualTo(1);
    assertThat(results.get(jobs.later).started().orElseThrow())
        .as(host)
        .isBetween(eta, eta.plus(SOON));
    List<EndedAttempt> twice = results.get(jobs.twice).attempts();
    assertThat(Duration.between(twice.get(0).started(), twice.get(1).started()))
        .as(host)
        .isBetween(Duration.ofSeconds(1), SOON);
    Instant now = begin.plus(SKEW).minusSeconds(60);
    results
        .values()
        .forEach(
            result -> {
              assertThat(result.started().orElseThrow()).as(host).isBetween(begin, now);
              assertThat(result.done().orElseThrow()).as(host).isBetween(begin, now);
            });
  }
}
