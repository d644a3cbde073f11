// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Metrics of the whole site, over a network that can fail. */
class SiteMetricsIT {

  @RegisterExtension final TestRedis server = TestRedis.own();

  private static final Instant DUE = Instant.parse("2026-11-23T00:00:00Z");
  private static final String MISSED = "celeryroot_schedule_missed_total{schedule=\"minutely\"}";
  private static final String WAITING = "celeryroot_queue_jobs{role=\"web\",state=\"waiting\"}";

  private FaultProxy network;
  private Redis redis;
  private ScheduleStates states;
  private SiteWatch watch;
  private PrometheusMeterRegistry registry;

  @BeforeEach
  void open() throws IOException {
    network = FaultProxy.before(server.port());
    redis = server.redis();
    states = new ScheduleStates(redis, Duration.ofHours(1));
    ClConfig config = config(network.port());
    watch = new SiteWatch(config);
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new SiteMetrics(config, watch).bindTo(registry);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
    watch.close();
    network.close();
  }

  private static ClConfig config(int port) {
    return TestSite.config(
        """
            redis: redis://127.0.0.1:%d
            workers: {web: {hostnames: [web01]}, db: {hostnames: [db01]}}
            tasks: {good: {command: ["true"]}}
            schedules:
              minutely: {cron: "* * * * *", task: good, targets: [web]}
              hourly: {cron: "0 * * * *", task: good, targets: [db]}
            """
            .formatted(port));
  }

  /** The metric after the first look, which takes longer on a busy machine than a scrape waits. */
  private double metric(String series) {
    await("a first look").until(() -> watch.figures().or(watch::newest).isPresent());
    return scraped(series);
  }

  private double scraped(String series) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The list in Redis is full at 1000. */
  @Test
  void missed_due_instants_are_counted_beyond_those_that_are_listed() {
    miss(0, 1200);
    miss(1000, 1500);

    assertThat(states.read("minutely").missed()).isEqualTo(1000);
    assertThat(metric(MISSED)).isEqualTo(1500);
  }

  private void miss(int from, int to) {
    states.recordMissed(
        "minutely",
        Stream.iterate(from, i -> i + 1)
            .limit(to - from)
            .map(i -> DUE.plusSeconds(60L * i))
            .toList());
  }

  @Test
  void a_clock_set_back_does_not_lower_the_count_of_missed_instants() {
    miss(0, 10);
    states.takeBackAfter("minutely", DUE.plusSeconds(60 * 5));
    assertThat(states.read("minutely").missed()).isEqualTo(6);

    miss(6, 10);

    assertThat(metric(MISSED)).isEqualTo(14);
  }

  @Test
  void a_counter_keeps_its_value_while_redis_is_away() {
    miss(0, 3);
    assertThat(metric(MISSED)).isEqualTo(3);
    network.inflict(FaultProxy.Fault.REFUSE);

    await("away")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(metric("celeryroot_redis_up")).isZero());

    assertThat(metric(MISSED)).isEqualTo(3);
    assertThat(metric(WAITING)).isNaN();
  }

  @Test
  void a_key_that_somebody_else_wrote_hides_only_its_own_metrics() {
    redis.jedis().set("web_tasks", "mine");
    redis.jedis().set("cl:schedule:{minutely}", "mine");
    redis.jedis().set("cl:{live}:beats", "mine");

    assertThat(metric("celeryroot_redis_up")).isEqualTo(1);
    assertThat(metric(WAITING)).isNaN();
    assertThat(metric(MISSED)).isNaN();
    assertThat(metric("celeryroot_beats{state=\"alive\"}")).isNaN();
    assertThat(metric("celeryroot_queue_jobs{role=\"db\",state=\"waiting\"}")).isZero();
    assertThat(metric("celeryroot_schedule_missed_total{schedule=\"hourly\"}")).isZero();
    assertThat(metric("celeryroot_workers{role=\"web\",state=\"alive\"}")).isZero();
  }

  /** Instants may arrive out of order: Quartz may fire before a Beat that was away has looked. */
  @Test
  void a_newer_missed_instant_does_not_hide_older_ones() {
    miss(9, 10);
    miss(0, 9);
    miss(0, 10);

    assertThat(metric(MISSED)).isEqualTo(10);
  }

  @Test
  void numbers_that_somebody_else_wrote_do_not_stop_the_count() {
    redis.jedis().hset("cl:schedule:{minutely}", "missed_until", "inf");
    redis.jedis().hset("cl:schedule:{minutely}", "missed_total", "1e300");

    miss(0, 2);

    assertThat(metric(MISSED)).isEqualTo(2);
  }

  @Test
  void it_may_be_closed_twice() {
    assertThat(metric("celeryroot_redis_up")).isEqualTo(1);
    watch.close();
    watch.close();
  }

  /** Ten answers, each 0.3 s late, take longer than a scrape waits. */
  @Test
  void a_slow_look_at_the_site_shows_the_previous_figures() {
    redis.jedis().lpush("web_tasks", "no job");
    network.inflict(FaultProxy.Fault.DELAY);
    assertThat(scraped(WAITING)).as("first look").isNaN();
    await("end of the first look").until(() -> scraped(WAITING) == 1);

    redis.jedis().lpush("web_tasks", "another");
    await("next look is seen")
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              assertThat(scraped(WAITING)).isNotNaN();
              assertThat(scraped("celeryroot_redis_up")).isEqualTo(1);
              return scraped(WAITING) == 2;
            });
  }
}
