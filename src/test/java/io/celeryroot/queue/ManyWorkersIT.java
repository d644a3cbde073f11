// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that die, come back late, retry and give back, at random but from a fixed seed. */
@Tag("chaos")
class ManyWorkersIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final int JOBS = 300;
  private static final int WORKERS = 6;
  private static final Duration LEASE = Duration.ofMillis(150);

  private final Map<String, AtomicInteger> stored = new ConcurrentHashMap<>();
  private final AtomicInteger names = new AtomicInteger();

  @Test
  void each_job_ends_once_whatever_its_workers_do() throws Exception {
    Redis redis = server.redis();
    List<String> ids = enqueue(redis);
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      Random random = new Random(i);
      workers.add(threads.submit(() -> live(redis, random, ids)));
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    threads.shutdown();

    Results results = new Results(redis);
    Map<String, JobResult> ended = results.findAll(ids);
    assertThat(ended.values()).hasSize(JOBS).allMatch(JobResult::hasEnded);
    assertThat(stored.values()).hasSizeGreaterThan(JOBS / 2).allMatch(count -> count.get() == 1);
    assertThat(ids.stream().filter(id -> isSuccess(ended.get(id))))
        .hasSizeGreaterThan(JOBS / 2)
        .containsExactlyInAnyOrderElementsOf(stored.keySet());
    assertThat(redis.jedis().llen(HOST1.list())).isZero();
    assertThat(redis.jedis().zcard(Keys.delayed(HOST1))).isZero();
  }

  private static boolean isSuccess(JobResult result) {
    return result.state() == JobState.SUCCESS;
  }

  private static List<String> enqueue(Redis redis) {
    JobQueues queues = new JobQueues(redis, TestRedis.KEPT);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      Job job =
          Jobs.job(
              "a" + i,
              HOST1,
              Optional.of("backup" + i % 100),
              Overlap.QUEUE,
              Optional.empty(),
              Optional.empty());
      queues.enqueue(job);
      ids.add(job.id());
    }
    return ids;
  }

  /** One life after the other, each ending without a goodbye. */
  private void live(Redis redis, Random random, List<String> ids) {
    Results results = new Results(redis);
    Recovery recovery = recovery(redis);
    List<Runnable> late = new ArrayList<>();
    while (results.findAll(ids).values().stream().filter(JobResult::hasEnded).count() < JOBS) {
      Attempts attempts = Jobs.attempts(redis);
      String name = "w" + names.incrementAndGet();
      WorkerSession session = WorkerSession.open(redis, attempts, name, LEASE, HOST1);
      for (int i = 0; i < 10; i++) {
        session.promote();
        recovery.sweep();
        Claims.next(session, HOST1, Duration.ofMillis(5))
            .ifPresent(c -> work(attempts, c, random, late));
      }
      if (random.nextBoolean()) {
        late.forEach(Runnable::run);
        late.clear();
      }
    }
    recovery.sweep();
  }

  private void work(Attempts attempts, Claim claim, Random random, List<Runnable> late) {
    int chance = random.nextInt(20);
    if (chance == 0 || !(attempts.begin(claim) instanceof Begin.Run)) {
      return;
    }
    if (chance == 1) {
      return;
    }
    if (chance == 2) {
      attempts.release(claim);
    } else if (chance == 3) {
      attempts.retryLater(claim, Jobs.FAILED, Duration.ofMillis(20));
    } else if (chance < 7) {
      late.add(() -> finish(attempts, claim));
    } else {
      finish(attempts, claim);
    }
  }

  private void finish(Attempts attempts, Claim claim) {
    if (attempts.finish(claim, Jobs.OK) == Finish.STORED) {
      stored.computeIfAbsent(claim.job().id(), id -> new AtomicInteger()).incrementAndGet();
    }
  }

  private static Recovery recovery(Redis redis) {
    Attempts attempts = Jobs.attempts(redis);
    return new Recovery(redis, attempts, "web", "web_tasks", Duration.ZERO);
  }
}
