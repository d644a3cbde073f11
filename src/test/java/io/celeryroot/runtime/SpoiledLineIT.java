// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.RunIds;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run for several hosts and roles, one of whose lines somebody else wrote to. */
class SpoiledLineIT {

  private TestSite site;
  private DrivenBeat beat;

  @BeforeEach
  void startBeat() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01, web02]}
              zoo: {hostnames: [zoo01]}
            tasks:
              good: {command: ["true"]}
            schedules:
              both: {cron: "0 * * * *", task: good, targets: [web, zoo]}
            """);
    beat = new DrivenBeat(site.config(), "beat1");
  }

  @AfterEach
  void stop() throws IOException {
    beat.close();
    site.close();
  }

  @Test
  void a_spoiled_queue_spares_other_hosts_and_recovers_when_repaired() {
    String spoiled = "{web_tasks}.web01";
    site.redis().jedis().set(spoiled, "mine");
    Instant due = Instant.now().truncatedTo(ChronoUnit.HOURS);

    beat.fire("both", due);

    await("job of web02").until(() -> jobs("{web_tasks}.web02", due) == 1);
    await("job of zoo01").until(() -> jobs("{zoo_tasks}.zoo01", due) == 1);
    site.redis().jedis().del(spoiled);
    await("job of web01")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              beat.fire("both", due);
              return jobs(spoiled, due) == 1;
            });
    assertThat(jobs("{web_tasks}.web02", due)).isEqualTo(1);
    assertThat(jobs("{zoo_tasks}.zoo01", due)).isEqualTo(1);
  }

  /** Without those of a full hour that begins meanwhile. */
  private long jobs(String list, Instant due) {
    String run = RunIds.due("both", due);
    return site.redis().jedis().lrange(list, 0, -1).stream()
        .filter(message -> message.contains(run))
        .count();
  }
}
