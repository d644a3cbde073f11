// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stop of a worker that has claimed a job and not yet begun its program. */
class StopWhileClaimingIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01]}
      tasks:
        hold: {command: [sleep, "2"]}
      schedules: {}
      """;

  @Test
  void a_recorded_attempt_ends_within_the_grace_period() throws Exception {
    try (TestSite site = TestSite.of(CL_YAML)) {
      WorkerProcess worker = site.worker("web01");
      // The record is written while the answer is on its way: the program is not yet begun.
      site.network().inflict(FaultProxy.Fault.DELAY);
      String job = site.submit("hold", Map.of(), RunOn.ALL, "web").get(0);
      await("attempt on record")
          .pollInterval(Duration.ofMillis(5))
          .until(() -> site.result(job).flatMap(JobResult::started).isPresent());

      worker.close();

      JobResult result = site.result(job).orElseThrow();
      assertThat(result.outcomeText()).isEqualTo("ok");
      assertThat(result.attempt()).isEqualTo(1);
      assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isZero();
    }
  }
}
