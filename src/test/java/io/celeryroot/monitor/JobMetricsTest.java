// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Job;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.testing.TestSite;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics of jobs and runs, with a stopped clock. */
class JobMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:00:02Z");

  private static final ClConfig CONFIG =
      TestSite.config(
          """
              workers: {web: {hostnames: [web01]}}
              tasks: {good: {command: ["true"]}}
              schedules: {nightly: {cron: "0 2 * * *", task: good, targets: [web]}}
              """);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JobMetrics metrics = new JobMetrics(registry, CONFIG, InstantSource.fixed(NOW));

  @Test
  void the_lag_of_beat_is_from_the_due_instant_until_all_jobs_are_queued() {
    metrics.submitted(run(NOW.minusSeconds(2)));

    assertThat(registry.scrape())
        .contains(
            "celeryroot_beat_lag_seconds_sum 2.0",
            "celeryroot_beat_lag_seconds_bucket{le=\"1.0\"} 0",
            "celeryroot_beat_lag_seconds_bucket{le=\"2.5\"} 1",
            "celeryroot_beat_runs_total{schedule=\"nightly\"} 1.0");
  }

  @Test
  void a_slow_clock_does_not_cause_a_negative_lag() {
    metrics.submitted(run(NOW.plusSeconds(2)));

    assertThat(registry.scrape()).contains("celeryroot_beat_lag_seconds_sum 0.0");
  }

  @Test
  void only_the_first_attempt_of_a_due_job_has_a_start_delay() {
    metrics.started(job(Optional.of(NOW.minusSeconds(3))), "web01", 1);
    metrics.started(job(Optional.of(NOW.minusSeconds(3))), "web01", 2);
    metrics.started(job(Optional.empty()), "web01", 1);

    assertThat(registry.scrape())
        .contains(
            "celeryroot_job_start_delay_seconds_count{role=\"web\",task=\"good\"} 1",
            "celeryroot_job_start_delay_seconds_sum{role=\"web\",task=\"good\"} 3.0");
  }

  @Test
  void the_first_failure_of_a_served_task_is_an_increase() {
    metrics.serves("web");

    assertThat(registry.scrape())
        .contains(
            "celeryroot_jobs_total{outcome=\"ok\",role=\"web\",task=\"good\"} 0.0",
            "celeryroot_jobs_total{outcome=\"failed\",role=\"web\",task=\"good\"} 0.0",
            "celeryroot_jobs_total{outcome=\"timed_out\",role=\"web\",task=\"good\"} 0.0",
            "celeryroot_job_retries_total{role=\"web\",task=\"good\"} 0.0")
        .doesNotContain("role=\"db\"", "task=\"ping\"");
  }

  @Test
  void only_the_first_500_allowed_tasks_start_at_zero() {
    String tasks =
        IntStream.range(0, 600)
            .mapToObj(i -> "  t" + i + ": {command: [\"true\"]}\n")
            .collect(joining());
    ClConfig many =
        TestSite.config(
            "workers: {web: {hostnames: [web01]}, db: {hostnames: [db01], tasks: [t1, ping]}}\n"
                + "schedules: {a: {cron: \"0 2 * * *\", task: ping, targets: [db]}}\n"
                + "tasks:\n"
                + tasks);
    JobMetrics all = new JobMetrics(registry, many, InstantSource.fixed(NOW));

    all.serves("web");
    all.serves("db");

    assertThat(registry.find("celeryroot.job.retries").tag("role", "web").counters()).hasSize(500);
    assertThat(registry.find("celeryroot.job.retries").tag("role", "db").counters())
        .extracting(counter -> counter.getId().getTag("task"))
        .containsExactlyInAnyOrder("t1", "ping");
  }

  private static RunRecord run(Instant due) {
    return new RunRecord(
        "nightly-1",
        Optional.of("nightly"),
        Optional.of(due),
        "good",
        Map.of(),
        List.of(),
        List.of(),
        NOW,
        "test",
        List.of(),
        Optional.empty());
  }

  private static Job job(Optional<Instant> due) {
    return Job.recorded(
        "a",
        "nightly-1",
        Optional.of("nightly"),
        due,
        "good",
        new Target("web", "web_tasks", Optional.of("web01")));
  }
}
