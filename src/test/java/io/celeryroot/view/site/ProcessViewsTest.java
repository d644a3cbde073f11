// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.view.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.monitor.ProcessView;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.RunningJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessViewsTest {

  private static final Instant AT = Instant.parse("2026-11-30T14:00:00Z");

  private static ProcessView worker(String host, boolean isAlive) {
    Heartbeat heartbeat =
        new Heartbeat(
            host,
            host,
            List.of("web"),
            List.of(),
            "test",
            1,
            "machine",
            AT,
            0.5,
            2,
            4,
            List.of(new RunningJob("r." + host, "backup", AT)),
            0,
            0,
            Map.of(),
            Optional.empty(),
            AT,
            Map.of());
    return new ProcessView(heartbeat, isAlive);
  }

  @Test
  void the_jobs_of_a_lost_worker_do_not_count_as_running() {
    assertThat(ProcessViews.runningIn(List.of(worker("web01", true), worker("web02", false))))
        .extracting(running -> running.job().id())
        .containsExactly("r.web01");
  }
}
