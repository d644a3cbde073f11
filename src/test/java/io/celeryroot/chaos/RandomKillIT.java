// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.Losses;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment, of whatever runs. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class RandomKillIT {

  private static final int WORKER_KILLS = Rounds.of(12, 66);
  private static final int BEAT_KILLS = Rounds.of(3, 14);
  private static final int COMMAND_KILLS = Rounds.of(10, 100);
  private static final int REDIS_KILLS = Rounds.of(2, 6);
  private static final int MINUTES = 300;
  private static final List<String> HOSTS = List.of("w1", "w2", "w3");

  private static final String WORKERS =
      """
      workers:
        web: {hostnames: [w1, w2, w3], concurrency: 2}
        idle: {hostnames: [i1, i2]}
      """;
  private static final String SCHEDULES =
      """
      schedules:
        each: {cron: "* * * * *", task: note, targets: [idle], overlap: allow, catch_up: all, catch_up_window: 12h}
      """;

  @TempDir private Path directory;

  private final Queue<String> submitted = new ConcurrentLinkedQueue<>();
  private final Queue<Duration> recoveries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kills = new AtomicInteger();

  @Test
  void kills_of_workers_beats_and_commands_under_load_lose_and_repeat_nothing() throws Exception {
    try (TestSite site = Notes.site(directory, WORKERS + SCHEDULES)) {
      Ledger ledger = new Ledger(site);
      Instant now = site.redis().serverTime().truncatedTo(ChronoUnit.MINUTES);
      Instant since = now.minus(Duration.ofMinutes(MINUTES));
      new ScheduleStates(site.redis(), site.config().resultsKept()).recordChecked("each", since);
      List<Callable<Void>> killers = new ArrayList<>();
      for (String host : HOSTS) {
        killers.add(() -> killWorkers(site, ledger, host, WORKER_KILLS / HOSTS.size()));
      }
      killers.add(() -> killBeats(site, BEAT_KILLS));
      killers.add(() -> killCommands(site, COMMAND_KILLS));

      runAll(killers);

      site.beatProcess();
      List<String> due = jobsDue(since);
      await("all due instants")
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(() -> ledger.assertNothingLost(due));
      HOSTS.forEach(site::worker);
      ledger.places().forEach((id, keys) -> assertThat(keys).as(id).hasSize(1));
      Set<String> jobs = ledger.enqueued("web_tasks");
      assertThat(jobs).containsAll(submitted);
      ledger.assertNothingLost(jobs);
      ledger.awaitAllEnded(jobs);
      ledger.assertNothingRepeated(jobs);
      long lost = ledger.results(jobs).values().stream().filter(r -> Losses.of(r) > 0).count();
      long dead = ledger.results(jobs).values().stream().filter(r -> Losses.of(r) > 2).count();
      System.out.printf(
          "kills=%d jobs=%d due=%d lost=0 repeated=0 jobs-with-lost-attempts=%d dead-letters=%d; recovery: %s%n",
          kills.get(), jobs.size(), due.size(), lost, dead, Rounds.percentiles(recoveries));
    }
  }

  @Test
  void kills_of_a_durable_redis_lose_and_repeat_nothing() throws Exception {
    try (TestSite site = Notes.durableSite(directory, WORKERS + "schedules: {}\n")) {
      Ledger ledger = new Ledger(site);
      HOSTS.forEach(site::worker);
      Random random = new Random(3);
      for (int kill = 0; kill < REDIS_KILLS; kill++) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          jobs.addAll(site.submit("note", RunOn.ALL, "web"));
          jobs.addAll(site.submit("flaky", RunOn.ANY, "web"));
        }
        submitted.addAll(jobs);
        await("work").atMost(TestProcess.PATIENCE).until(() -> ledger.open(jobs).size() < 35);
        Rounds.letPass(random.nextInt(200));

        site.restartRedis();
        Instant back = Instant.now();

        ledger.assertNothingLost(submitted);
        int open = ledger.open(submitted).size();
        await("work again")
            .atMost(TestProcess.PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> open == 0 || ledger.open(submitted).size() < open);
        recoveries.add(Duration.between(back, Instant.now()));
      }
      ledger.awaitAllEnded(submitted);
      ledger.assertNothingRepeated(submitted);
      System.out.printf(
          "redis kills=%d jobs=%d lost=0 repeated=0; back to work: %s%n",
          REDIS_KILLS, submitted.size(), Rounds.percentiles(recoveries));
    }
  }

  /** Each life takes up what its predecessor had claimed, and is killed at some moment after. */
  private Void killWorkers(TestSite site, Ledger ledger, String host, int times)
      throws InterruptedException {
    Random random = new Random(host.hashCode());
    Map<String, Integer> left = Map.of();
    Instant killed = Instant.now();
    for (int life = 0; life < times; life++) {
      for (String task : List.of("note", "note", "flaky", "note")) {
        submitted.addAll(site.submit(task, RunOn.ALL, host));
      }
      submitted.addAll(site.submit("note", RunOn.ANY, "web"));
      TestProcess worker = site.workerProcess(host);
      Map<String, Integer> claims = left;
      worker.awaitLog("ready");
      await("recovery of " + claims)
          .atMost(TestProcess.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ledger.haveMovedOn(claims));
      if (!claims.isEmpty()) {
        recoveries.add(Duration.between(killed, Instant.now()));
      }
      Rounds.letPass(random.nextInt(400));
      worker.kill();
      killed = Instant.now();
      kills.incrementAndGet();
      left = ledger.attempts(ledger.claimedBy(host));
      ledger.assertNothingLost(List.copyOf(submitted));
    }
    return null;
  }

  private Void killBeats(TestSite site, int times) throws InterruptedException {
    Random random = new Random(1);
    for (int life = 0; life < times; life++) {
      TestProcess beat = site.beatProcess();
      Rounds.letPass(600 + random.nextInt(1200));
      beat.kill();
      kills.incrementAndGet();
    }
    return null;
  }

  private Void killCommands(TestSite site, int times) throws InterruptedException {
    Random random = new Random(2);
    for (int life = 0; life < times; life++) {
      TestProcess command = site.cl(List.of(), "task", "note", "--targets", "web");
      Rounds.letPass(random.nextInt(700));
      command.kill();
      kills.incrementAndGet();
    }
    return null;
  }

  private static void runAll(List<Callable<Void>> killers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(killers.size());
    try {
      for (Future<Void> killer : threads.invokeAll(killers)) {
        killer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> jobsDue(Instant since) {
    return IntStream.range(1, MINUTES)
        .mapToObj(minute -> RunIds.due("each", since.plus(Duration.ofMinutes(minute))))
        .flatMap(run -> Stream.of(run + ".i1", run + ".i2"))
        .toList();
  }
}
