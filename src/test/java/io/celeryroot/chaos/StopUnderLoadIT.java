// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.Losses;
import io.celeryroot.testing.LogsOnFailure;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to workers that are busy. */
@Tag("chaos")
@ExtendWith(LogsOnFailure.class)
class StopUnderLoadIT {

  private static final List<String> HOSTS = List.of("w1", "w2", "w3", "w4");
  private static final int STOPS = Rounds.of(8, 20);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [w1, w2, w3, w4], concurrency: 2}
      schedules: {}
      """;

  @TempDir private Path directory;

  private final Queue<String> submitted = new ConcurrentLinkedQueue<>();
  private final Queue<Duration> times = new ConcurrentLinkedQueue<>();

  @Test
  void term_under_load_loses_and_repeats_nothing() throws Exception {
    try (TestSite site = Notes.site(directory, CL_YAML)) {
      Ledger ledger = new Ledger(site);
      ExecutorService threads = Executors.newFixedThreadPool(HOSTS.size());
      List<Callable<Void>> stoppers = new ArrayList<>();
      HOSTS.forEach(host -> stoppers.add(() -> stop(site, ledger, host, STOPS / HOSTS.size())));
      for (Future<Void> stopper : threads.invokeAll(stoppers)) {
        stopper.get();
      }
      threads.shutdown();

      HOSTS.forEach(site::worker);
      ledger.awaitAllEnded(submitted);
      assertThat(ledger.results(submitted).values()).allMatch(result -> Losses.of(result) == 0);
      assertThat(ledger.executions().keySet()).containsExactlyInAnyOrderElementsOf(submitted);
      assertThat(ledger.executions().values()).allMatch(attempts -> attempts.size() == 1);
      System.out.printf(
          "stops=%d jobs=%d lost=0 repeated=0; from TERM to exit 0: %s%n",
          times.size(), submitted.size(), Rounds.percentiles(times));
    }
  }

  private Void stop(TestSite site, Ledger ledger, String host, int times)
      throws InterruptedException {
    Random random = new Random(host.hashCode());
    for (int life = 0; life < times; life++) {
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        jobs.addAll(site.submit("note", RunOn.ALL, host));
      }
      submitted.addAll(jobs);
      submitted.addAll(site.submit("note", RunOn.ANY, "web"));
      TestProcess worker = site.workerProcess(host);
      ledger.awaitAnyExecution(jobs);
      Rounds.letPass(random.nextInt(200));

      Instant stop = Instant.now();
      worker.term();

      assertThat(worker.awaitExit()).as(worker.toString()).isZero();
      this.times.add(Duration.between(stop, Instant.now()));
      assertThat(this.times).allMatch(time -> time.compareTo(GRACE) < 0);
      assertThat(ledger.claimedBy(host)).isEmpty();
      ledger.assertNothingLost(jobs);
    }
    return null;
  }
}
