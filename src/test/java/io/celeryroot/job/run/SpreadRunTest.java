// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.cron.timetable.Splay;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpreadRunTest {

  private static final Target WEB = new Target("web", "web_tasks", Optional.of("web01"));
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Splay SPLAY = new Splay(Duration.ofHours(1));

  @Test
  void a_run_by_hand_is_spread_from_its_submission_on() {
    RunRequest request =
        RunRequest.ofTask(Runs.task("t"), Map.of(), List.of(WEB), new Submitter("test", NOW))
            .spreadOver(SPLAY)
            .expiringAfter(Duration.ofMinutes(5));

    Job job = Runs.job(request, NOW);

    Instant start = NOW.plus(SPLAY.of("t", "web01"));
    assertThat(job.eta()).contains(start);
    assertThat(job.expires()).contains(start.plus(Duration.ofMinutes(5)));
  }

  @Test
  void without_splay_a_job_starts_at_once() {
    RunRequest request =
        RunRequest.ofTask(Runs.task("t"), Map.of(), List.of(WEB), new Submitter("test", NOW));

    assertThat(Runs.job(request, NOW).eta()).isEmpty();
  }
}
