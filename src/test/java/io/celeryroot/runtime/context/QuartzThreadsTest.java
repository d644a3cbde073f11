// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

class QuartzThreadsTest {

  private static final int THREADS = 2;
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final Set<String> USED = ConcurrentHashMap.newKeySet();
  private static volatile CountDownLatch end;

  private Scheduler scheduler;

  /** Runs until the test lets it end. */
  public static final class Held implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      USED.add(Thread.currentThread().getName());
      RUNNING.incrementAndGet();
      try {
        end.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      RUNNING.decrementAndGet();
    }
  }

  @BeforeEach
  void start() throws SchedulerException {
    end = new CountDownLatch(1);
    USED.clear();
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "threads-test");
    properties.setProperty("org.quartz.threadPool.class", QuartzThreads.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(THREADS));
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
  }

  @AfterEach
  void stop() throws SchedulerException {
    end.countDown();
    scheduler.shutdown(true);
  }

  @Test
  void as_many_jobs_run_at_a_time_as_there_are_threads() throws SchedulerException {
    for (int i = 0; i <= THREADS; i++) {
      fire("job" + i);
    }

    await().until(() -> RUNNING.get() == THREADS);
    assertThat(USED).containsExactlyInAnyOrder("threads-test_Worker-1", "threads-test_Worker-2");
    end.countDown();
    await().until(() -> scheduler.getMetaData().getNumberOfJobsExecuted() == THREADS + 1);
  }

  @Test
  void a_thread_without_a_job_does_not_wake() throws SchedulerException {
    end.countDown();
    fire("first");
    await().until(() -> scheduler.getMetaData().getNumberOfJobsExecuted() == 1);
    await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    long before = waits();

    await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

    assertThat(waits()).isEqualTo(before);
  }

  @Test
  void an_end_waits_for_what_runs() throws SchedulerException {
    fire("long");
    await().until(() -> RUNNING.get() == 1);
    Thread later = new Thread(end::countDown);
    later.start();

    scheduler.shutdown(true);

    assertThat(RUNNING).hasValue(0);
  }

  private void fire(String name) throws SchedulerException {
    scheduler.scheduleJob(
        JobBuilder.newJob(Held.class).withIdentity(name).build(),
        TriggerBuilder.newTrigger().withIdentity(name).startNow().build());
  }

  private static long waits() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
        .filter(thread -> thread.getThreadName().startsWith("threads-test_Worker"))
        .mapToLong(ThreadInfo::getWaitedCount)
        .sum();
  }
}
