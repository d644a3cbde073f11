// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.queue.schedule.ScheduleState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Metrics of the whole site; each process reports the same. While Redis does not answer, gauges are
 * {@code NaN} and {@code celeryroot_redis_up} is 0. Thread-safe.
 */
public final class SiteMetrics implements MeterBinder {

  private final ClConfig config;
  private final SiteWatch watch;

  /**
   * @param watch source of the figures; the caller closes it
   */
  public SiteMetrics(ClConfig config, SiteWatch watch) {
    this.config = config;
    this.watch = watch;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("celeryroot.redis.up", watch, w -> w.isAnswered() ? 1 : 0)
        .description("1: Redis answers this process")
        .register(registry);
    Metric beats =
        new Metric(
            registry,
            "celeryroot.beats",
            "Beats: alive; lost: no heartbeat for 15 s, and no orderly stop");
    beats.gauge(Tags.of("state", "alive"), figures -> figures.beats(true));
    beats.gauge(Tags.of("state", "lost"), figures -> figures.beats(false));
    config.roles().keySet().forEach(role -> role(registry, role));
    config.schedules().keySet().forEach(schedule -> schedule(registry, schedule));
  }

  private void role(MeterRegistry registry, String role) {
    Tags tags = Tags.of("role", role);
    Metric jobs = new Metric(registry, "celeryroot.queue.jobs", "Jobs in all lists of a role");
    jobs.queue(role, "waiting", QueueFigures::waiting);
    jobs.queue(role, "delayed", QueueFigures::delayed);
    jobs.queue(role, "claimed", QueueFigures::claimed);
    jobs.queue(role, "dead", QueueFigures::dead);
    new Metric(
            registry,
            "celeryroot.queue.oldest.seconds",
            "Age of the job that has waited longest, since its submission; 0: none waits")
        .gauge(
            tags,
            figures ->
                figures
                    .queue(role)
                    .map(queue -> queue.oldest().map(SiteMetrics::seconds).orElse(0.0)));
    Metric workers = new Metric(registry, "celeryroot.workers", "Workers of a role: alive, lost");
    workers.gauge(tags.and("state", "alive"), figures -> figures.workers(role, true));
    workers.gauge(tags.and("state", "lost"), figures -> figures.workers(role, false));
  }

  private void schedule(MeterRegistry registry, String schedule) {
    Tags tags = Tags.of("schedule", schedule);
    FunctionCounter.builder("celeryroot.schedule.missed", watch, w -> missed(w, schedule))
        .description("Due instants that did not run and will not")
        .tags(tags)
        .register(registry);
    new Metric(
            registry,
            "celeryroot.schedule.last.due.timestamp.seconds",
            "Newest due instant that was handled, in Unix time; 0: none yet")
        .gauge(tags, figures -> time(figures, schedule, ScheduleState::lastDue));
    new Metric(
            registry,
            "celeryroot.schedule.checked.timestamp.seconds",
            "Time up to which a Beat has checked what was due; 0: never")
        .gauge(tags, figures -> time(figures, schedule, ScheduleState::checkedAt));
  }

  /**
   * Returns the last known value while Redis is away, because a counter that drops seems to start
   * again.
   */
  private static double missed(SiteWatch watch, String schedule) {
    return watch
        .figures()
        .or(watch::newest)
        .flatMap(figures -> figures.schedule(schedule))
        .map(state -> (double) state.missedTotal())
        .orElse(Double.NaN);
  }

  private static Optional<Double> time(
      SiteFigures figures, String schedule, Function<ScheduleState, Optional<Instant>> of) {
    return figures
        .schedule(schedule)
        .map(state -> of.apply(state).map(time -> (double) time.getEpochSecond()).orElse(0.0));
  }

  private static double seconds(Duration age) {
    return age.toMillis() / 1000.0;
  }

  /** A metric with several series, which differ in their labels. */
  private final class Metric {

    private final MeterRegistry registry;
    private final String name;
    private final String description;

    Metric(MeterRegistry registry, String name, String description) {
      this.registry = registry;
      this.name = name;
      this.description = description;
    }

    void gauge(Tags tags, Function<SiteFigures, Optional<? extends Number>> value) {
      Gauge.builder(name, watch, w -> value(w.figures(), value))
          .description(description)
          .tags(tags)
          .register(registry);
    }

    private double value(
        Optional<SiteFigures> figures, Function<SiteFigures, Optional<? extends Number>> value) {
      return figures
          .flatMap(found -> value.apply(found).map(Number::doubleValue))
          .orElse(Double.NaN);
    }

    void queue(String role, String state, Function<QueueFigures, Long> value) {
      gauge(Tags.of("role", role, "state", state), figures -> figures.queue(role).map(value));
    }
  }
}
