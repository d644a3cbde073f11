// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Role;
import io.celeryroot.config.TaskDefinition;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.text.EnumWords;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Counters and histograms of the work of this process. Label values come only from cl.yaml: other
 * names in messages count as {@code other}. Thread-safe.
 */
public final class JobMetrics implements EngineListener {

  /** Label for a name that is not in cl.yaml. */
  public static final String OTHER = "other";

  private static final Duration[] DURATIONS =
      millis(100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000);
  private static final Duration[] DELAYS =
      millis(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000);

  /** Outcomes whose duration is measured. */
  private static final Set<Outcome> RAN = Set.of(Outcome.OK, Outcome.FAILED, Outcome.TIMED_OUT);

  /** Maximum number of tasks of a role that are shown before they have run. */
  private static final int EXPECTED_TASKS = 500;

  /** Parts of this process that an operator has paused, by role. */
  private final Map<String, AtomicInteger> paused = new HashMap<>();

  private static final List<String> FOREIGN =
      List.of("job", "decision", "slot", "run", "result", "expiry", "schedule", "order");

  private final MeterRegistry registry;
  private final ClConfig config;
  private final InstantSource clock;

  /**
   * @param clock clock for the delay after due instants
   */
  public JobMetrics(MeterRegistry registry, ClConfig config, InstantSource clock) {
    this.registry = registry;
    this.config = config;
    this.clock = clock;
    config.roles().keySet().forEach(role -> paused.put(role, pausedParts(role)));
    FOREIGN.forEach(this::foreignWrites);
  }

  private AtomicInteger pausedParts(String role) {
    AtomicInteger parts = new AtomicInteger();
    Gauge.builder("celeryroot.paused", parts, AtomicInteger::get)
        .description("Consumers and producers of this process that an operator has paused")
        .tag("role", role)
        .register(registry);
    return parts;
  }

  /**
   * Registers the outcome counters of a role's tasks at 0, because Prometheus cannot see an
   * increase in a series that starts at 1. Of the built-in tasks, it includes those that a schedule
   * names.
   *
   * @param name key under {@code workers:}
   */
  @Override
  public void serves(String name) {
    Role role = config.roles().get(name);
    Stream<String> scheduled =
        config.schedules().values().stream().flatMap(schedule -> schedule.tasks().stream());
    Stream<String> own = config.ownTasks().stream().map(TaskDefinition::name);
    Stream.concat(scheduled, own)
        .distinct()
        .filter(role::allowsTask)
        .limit(EXPECTED_TASKS)
        .forEach(task -> expect(Tags.of("task", task, "role", name)));
  }

  private void expect(Tags labels) {
    RAN.forEach(outcome -> jobs(labels, outcome));
    retries(labels);
  }

  /** Counts a job that has its result. */
  @Override
  public void settled(Job job, JobOutcome outcome) {
    jobs(labels(job), outcome.outcome()).increment();
  }

  /** Measures the start delay when the first attempt begins. */
  @Override
  public void started(Job job, String host, int attempt) {
    if (attempt == 1) {
      job.due().ifPresent(due -> startDelay(labels(job)).record(since(due)));
    }
  }

  /** Counts a job that runs although it is not signed as it should be. */
  @Override
  public void distrusted(Job job) {
    Counter.builder("celeryroot.jobs.distrusted")
        .description("Jobs that run although they are not signed as they should be")
        .tags(labels(job))
        .register(registry)
        .increment();
  }

  /** Measures an attempt that ended, and counts a retry. */
  @Override
  public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
    // Without a duration the job ended before an attempt, because of its conditions.
    if (RAN.contains(outcome.outcome()) && !outcome.duration().isZero()) {
      duration(labels(job)).record(outcome.duration());
    }
    if (!isFinal) {
      retries(labels(job)).increment();
    }
  }

  /** Counts a run that Beat has put into its queues, and measures the lag. */
  @Override
  public void submitted(RunRecord run) {
    String schedule = run.schedule().filter(config.schedules()::containsKey).orElse(OTHER);
    runs(schedule).increment();
    run.due().ifPresent(due -> lag().record(since(due)));
  }

  /** Records that an operator has paused a part of this process, or resumed it. */
  @Override
  public void paused(String role, boolean isPaused) {
    // A role that a changed file no longer has may still be told of.
    Optional.ofNullable(paused.get(role)).ifPresent(parts -> parts.addAndGet(isPaused ? 1 : -1));
  }

  /** Counts what was found in Redis that no process of ours writes. */
  @Override
  public void foreign(String what) {
    foreignWrites(what).increment();
  }

  private Counter foreignWrites(String what) {
    return Counter.builder("celeryroot.redis.foreign")
        .description("Writes of others that were found in Redis, and mended where possible")
        .tag("what", what)
        .register(registry);
  }

  private Counter jobs(Tags labels, Outcome outcome) {
    return Counter.builder("celeryroot.jobs")
        .description("Jobs that got their result")
        .tags(labels.and("outcome", EnumWords.of(outcome)))
        .register(registry);
  }

  private Counter retries(Tags labels) {
    return Counter.builder("celeryroot.job.retries")
        .description("Attempts that failed and are tried again")
        .tags(labels)
        .register(registry);
  }

  private Counter runs(String schedule) {
    return Counter.builder("celeryroot.beat.runs")
        .description("Runs that this Beat has queued")
        .tag("schedule", schedule)
        .register(registry);
  }

  private Timer duration(Tags labels) {
    return Timer.builder("celeryroot.job.duration")
        .description("Run time of attempts that ended ok, failed or timed out")
        .tags(labels)
        .serviceLevelObjectives(DURATIONS)
        .register(registry);
  }

  private Timer startDelay(Tags labels) {
    return Timer.builder("celeryroot.job.start.delay")
        .description("Time from the due instant to the start of the first attempt")
        .tags(labels)
        .serviceLevelObjectives(DELAYS)
        .register(registry);
  }

  private Timer lag() {
    return Timer.builder("celeryroot.beat.lag")
        .description("Time from the due instant until all jobs of the run were queued")
        .serviceLevelObjectives(DELAYS)
        .register(registry);
  }

  private Duration since(Instant due) {
    Duration delay = Duration.between(due, clock.instant());
    return delay.isNegative() ? Duration.ZERO : delay;
  }

  private Tags labels(Job job) {
    String task = config.task(job.task()).isPresent() ? job.task() : OTHER;
    String role = config.roles().containsKey(job.target().role()) ? job.target().role() : OTHER;
    return Tags.of("task", task, "role", role);
  }

  private static Duration[] millis(long... millis) {
    return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
