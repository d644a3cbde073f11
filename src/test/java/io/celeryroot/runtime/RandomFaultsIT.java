// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.testing.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network fails at any moment of a claim, for any time, again and again. */
@Tag("chaos")
class RandomFaultsIT {

  private static final int ROUNDS = 10 * Integer.getInteger("cl.chaos.rounds", 1);
  private static final Duration BACK = Duration.ofSeconds(5);

  @TempDir private Path directory;

  @Test
  void after_each_heal_every_queued_job_starts_within_five_seconds() throws IOException {
    long seed = Long.getLong("cl.chaos.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Long> backMillis = new ArrayList<>();
    try (FaultSite site = new FaultSite(directory)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> site.down().isEmpty());
      for (int round = 1; round <= ROUNDS; round++) {
        Duration back = round(site, random);
        backMillis.add(back.toMillis());
        assertThat(back).as("seed=%d round=%d", seed, round).isLessThan(BACK);
      }
    }
    List<Long> sorted = backMillis.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "faults survived: %d, back to work: median %d ms, p99 %d ms, max %d ms%n",
        ROUNDS,
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 99 / 100),
        sorted.get(sorted.size() - 1));
  }

  /** Jobs come before, in and after a fault; how long after its end all of them have run. */
  private static Duration round(FaultSite site, Random random) {
    FaultProxy.Fault[] faults = FaultProxy.Fault.values();
    List<String> jobs = new ArrayList<>(site.submit(List.of(FaultSite.HOST, FaultSite.ANY)));
    pass(random, 60);
    site.network().inflict(faults[1 + random.nextInt(faults.length - 1)]);
    pass(random, 300);
    jobs.addAll(site.submit(List.of(FaultSite.HOST, FaultSite.ANY)));
    pass(random, random.nextInt(6) == 0 ? 2500 : 300);
    if (random.nextBoolean()) {
      site.network().heal();
    } else {
      site.network().forget();
    }
    Instant healed = Instant.now();
    jobs.addAll(site.submit(List.of(FaultSite.HOST, FaultSite.ANY)));
    jobs.forEach(job -> site.awaitEnd(job, Duration.ofSeconds(30)));
    assertThat(jobs).extracting(site::outcome).containsOnly("ok");
    return Duration.between(healed, Instant.now());
  }

  private static void pass(Random random, int upToMillis) {
    Instant end = Instant.now().plusMillis(random.nextInt(upToMillis));
    await().pollInterval(Duration.ofMillis(5)).until(() -> Instant.now().isAfter(end));
  }
}
