// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.Schedule;
import io.celeryroot.job.Keys;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.queue.line.QueueReader;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.Gate;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** Three Beats in simulated time on one real Redis; they die and stall between any two commands. */
@Tag("chaos")
class ThreeBeatsIT {

  @RegisterExtension final TestRedis server = TestRedis.own();

  private static final int ROUNDS = Integer.getInteger("cl.chaos.rounds", 1);

  /** In the short form, too, the clocks of Lord Howe change and all its hours come. */
  private static final int MINUTES = ROUNDS == 1 ? 400 : 800 * ROUNDS;

  /** Longer than the test takes. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Half an hour before the clocks of Lord Howe go back by half an hour. */
  private static final Instant START = Instant.parse("2026-04-04T14:30:00Z");

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        tick: {command: [/bin/true]}
      schedules:
        all: {cron: "* * * * *", task: tick, targets: [web], catch_up: all, catch_up_window: 2h, overlap: allow}
        latest: {cron: "* * * * *", task: tick, targets: [web01], catch_up_window: 10m, overlap: allow}
        skip: {cron: "* * * * *", task: tick, targets: [web02], catch_up: skip, overlap: allow}
        howe: {cron: "*/7 1-4 * * *", timezone: Australia/Lord_Howe, task: tick, targets: [web01], overlap: allow}
        fixed: {cron: "45 1 * * *", timezone: Australia/Lord_Howe, task: tick, targets: [web01], overlap: allow}
      """;

  private final AtomicReference<Instant> clock = new AtomicReference<>(START);
  private final long seed = Long.getLong("cl.chaos.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private ClConfig config;
  private Redis redis;
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> queued = new HashMap<>();
  private final Map<String, Set<Instant>> missed = new HashMap<>();
  private int crashes;
  private int stalls;

  @BeforeEach
  void startRedis() {
    config = config(server.port());
    redis = server.redis();
  }

  private static ClConfig config(int port) {
    return TestSite.config(
        "redis: {url: \"redis://127.0.0.1:" + port + "\", timeout: 20s}\n" + CL_YAML);
  }

  /** One life of one Beat: what it is to do waits in line while it stalls. */
  private final class Life {

    private final Gate gate = Gate.before(server.port());
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "beat");
              made.setDaemon(true);
              return made;
            });
    private final SimulatedBeat beat = new SimulatedBeat(config(gate.port()), clock::get);
    private int stalledFor;
    private volatile boolean isDead;

    Life() {
      look();
    }

    void minute(Instant minute) {
      thread.execute(() -> survive(() -> beat.fire(minute)));
    }

    void look() {
      thread.execute(() -> survive(beat::reconcile));
    }

    /** What the dead still try fails, as it should, and so may what a stall makes wait too long. */
    private void survive(Runnable work) {
      try {
        work.run();
      } catch (QueueUnavailable e) {
        if (!isDead && !e.isUnreachable()) {
          failures.add(e);
        }
      } catch (RuntimeException e) {
        if (!isDead) {
          failures.add(e);
        }
      }
    }

    void awaitIdle() throws InterruptedException {
      try {
        thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }

    void die() {
      isDead = true;
      thread.shutdownNow();
      gate.cut();
      crashes++;
    }

    void finish() throws InterruptedException {
      gate.open();
      thread.execute(beat::close);
      thread.shutdown();
      assertThat(thread.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
      gate.close();
    }
  }

  @Test
  void each_due_instant_becomes_one_run_or_is_recorded_as_missed() throws InterruptedException {
    List<Optional<Life>> lives = new ArrayList<>();
    int[] downFor = new int[3];
    try (SimulatedBeat first = new SimulatedBeat(config, clock::get)) {
      first.reconcile();
    }
    for (int i = 0; i < 3; i++) {
      lives.add(Optional.of(new Life()));
    }

    for (int minute = 1; minute <= MINUTES; minute++) {
      Instant due = START.plus(Duration.ofMinutes(minute));
      clock.set(due);
      for (int i = 0; i < 3; i++) {
        chance(lives, downFor, i);
        lives.get(i).ifPresent(life -> life.minute(due));
      }
      awaitMostly(lives);
      clock.set(due.plusSeconds(6));
      lives.forEach(each -> each.ifPresent(Life::look));
      awaitMostly(lives);
      if (minute % 50 == 0) {
        takeStock();
      }
    }
    clock.set(START.plus(Duration.ofMinutes(MINUTES)).plusSeconds(30));
    for (Optional<Life> life : lives) {
      if (life.isPresent()) {
        life.get().finish();
      }
    }
    try (SimulatedBeat last = new SimulatedBeat(config, clock::get)) {
      last.reconcile();
    }

    assertThat(failures).isEmpty();
    assertThat(outcome()).as("seed %s crashes %s stalls %s", seed, crashes, stalls).isEmpty();
    assertThat(crashes).isPositive();
    assertThat(stalls).isPositive();
  }

  /** Mostly a Beat is done before the clock moves on; who dies next is mostly still at work. */
  private void awaitMostly(List<Optional<Life>> lives) throws InterruptedException {
    for (Optional<Life> life : lives) {
      if (life.isPresent() && life.get().stalledFor == 0 && random.nextInt(10) > 0) {
        life.get().awaitIdle();
      }
    }
  }

  /** Sometimes one dies for a while, or stalls, or all die together. */
  private void chance(List<Optional<Life>> lives, int[] downFor, int i) {
    Optional<Life> life = lives.get(i);
    if (life.isEmpty()) {
      if (--downFor[i] <= 0) {
        lives.set(i, Optional.of(new Life()));
      }
    } else if (life.get().stalledFor > 0) {
      if (--life.get().stalledFor == 0) {
        life.get().gate.open();
      }
    } else if (random.nextInt(15) == 0) {
      life.get().die();
      lives.set(i, Optional.empty());
      downFor[i] = 1 + random.nextInt(20);
    } else if (random.nextInt(15) == 0) {
      life.get().gate.shut();
      life.get().stalledFor = 1 + random.nextInt(30);
      stalls++;
    }
  }

  /** Takes the jobs, as quick workers do, and notes what was missed before older entries go. */
  private void takeStock() {
    Target taken = new Target("web", "web_tasks", Optional.of("taken"));
    for (String host : List.of("web01", "web02")) {
      String list = new Target("web", "web_tasks", Optional.of(host)).list();
      if (redis.jedis().exists(list)) {
        redis.jedis().rename(list, taken.list());
        new QueueReader(redis).waiting(taken).forEach(job -> take(job.id()));
      }
    }
    redis.jedis().del(taken.list());
    ScheduleStates states = new ScheduleStates(redis, Duration.ofDays(7));
    for (String schedule : config.schedules().keySet()) {
      missed
          .computeIfAbsent(schedule, name -> new HashSet<>())
          .addAll(states.missed(schedule, 1000));
    }
  }

  /** Counts a job and leaves its result, without which a Beat would put it in line again. */
  private void take(String job) {
    queued.merge(job, 1, Integer::sum);
    String ended =
        """
        {"status": "SUCCESS", "task_id": "%s", "result": {"outcome": "ok"}}
        """;
    redis.jedis().set(Keys.meta(job), ended.formatted(job), new SetParams().ex(KEPT.toSeconds()));
  }

  /** What is wrong, in words; empty when all is well. */
  private List<String> outcome() {
    takeStock();
    List<String> wrong = new ArrayList<>();
    int instants = 0;
    int missedInAll = 0;
    Instant end = START.plus(Duration.ofMinutes(MINUTES));
    for (Schedule schedule : config.schedules().values()) {
      Set<Instant> missedHere = missed.get(schedule.name());
      List<Instant> due = schedule.timetable().between(START, end, 1_000_000);
      for (Instant instant : due) {
        instants++;
        missedInAll += missedHere.contains(instant) ? 1 : 0;
        String run = RunIds.due(schedule.name(), instant);
        long hosts = schedule.targets().contains("web") ? 2 : 1;
        List<Integer> counts =
            List.of("web01", "web02").stream()
                .map(host -> queued.getOrDefault(run + "." + host, 0))
                .filter(count -> count > 0)
                .toList();
        boolean isOnce = counts.size() == hosts && counts.stream().allMatch(count -> count == 1);
        boolean isRun = isOnce && !missedHere.contains(instant);
        boolean isMissed = counts.isEmpty() && missedHere.contains(instant);
        if (!isRun && !isMissed) {
          wrong.add(run + ": jobs=" + counts + " missed=" + missedHere.contains(instant));
        }
      }
    }
    System.out.printf(
        "three beats: seed=%d instants=%d missed=%d crashes=%d stalls=%d wrong=%d%n",
        seed, instants, missedInAll, crashes, stalls, wrong.size());
    return wrong;
  }
}
