// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.OperableTrigger;

/** A scheduler with the store, as a Camel context makes it; it is never started. */
final class QuartzStoreTest {

  private static final Date START = Date.from(Instant.parse("2026-03-27T22:30:15Z"));

  private Scheduler scheduler;

  /** A job that does nothing. */
  public static final class Nothing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      // It is never run.
    }
  }

  @BeforeEach
  void open() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "store");
    properties.setProperty("org.quartz.threadPool.class", QuartzThreads.class.getName());
    properties.setProperty("org.quartz.jobStore.class", QuartzStore.class.getName());
    scheduler = new StdSchedulerFactory(properties).getScheduler();
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown();
  }

  private static CronTrigger trigger(String cron, String zone) {
    return TriggerBuilder.newTrigger()
        .withIdentity("nightly", "schedules")
        .withDescription("every night")
        .withPriority(7)
        .usingJobData("key", "value")
        .startAt(START)
        .endAt(Date.from(Instant.parse("2031-01-01T00:00:00Z")))
        .withSchedule(
            CronScheduleBuilder.cronSchedule(cron)
                .inTimeZone(TimeZone.getTimeZone(ZoneId.of(zone)))
                .withMisfireHandlingInstructionDoNothing())
        .build();
  }

  private Trigger stored(Trigger trigger) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(Nothing.class).withIdentity("nightly").build();
    scheduler.scheduleJob(job, trigger);
    return scheduler.getTrigger(trigger.getKey());
  }

  /** The next instants, as the store moves a trigger on. */
  private static List<Date> instants(Trigger trigger) {
    OperableTrigger moved = (OperableTrigger) ((OperableTrigger) trigger).clone();
    if (moved.getNextFireTime() == null) {
      moved.computeFirstFireTime(null);
    }
    List<Date> instants = new ArrayList<>();
    while (instants.size() < 200 && moved.getNextFireTime() != null) {
      instants.add(moved.getNextFireTime());
      moved.triggered(null);
    }
    return instants;
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 1 * * ?, UTC",
    "0 30 2 * * ?, Europe/Berlin",
    "0 */7 1-3 ? * 1, America/New_York",
    "0 0 0 L * ?, Australia/Lord_Howe",
    "0 15 10 ? * 6#3, Asia/Kathmandu",
    "* * * 29 2 ?, UTC",
    "0 0 0 1 1 ? 2027, Pacific/Apia"
  })
  void a_stored_trigger_fires_when_that_of_quartz_does(String cron, String zone)
      throws SchedulerException {
    CronTrigger original = trigger(cron, zone);

    assertThat(instants(stored(original))).isNotEmpty().isEqualTo(instants(original));
  }

  @Test
  void it_answers_about_any_time_as_that_of_quartz_does() throws SchedulerException {
    CronTrigger original = trigger("5/20 */7 1-3 ? * *", "America/New_York");
    Trigger stored = stored(original);
    Random random = new Random(7);

    for (int i = 0; i < 2_000; i++) {
      Date after = Date.from(START.toInstant().plusMillis(random.nextInt(90_000_000) - 3_600_000L));

      assertThat(stored.getFireTimeAfter(after))
          .as("after %s", after.toInstant())
          .isEqualTo(original.getFireTimeAfter(after));
    }
  }

  @Test
  void a_stored_trigger_is_what_was_scheduled() throws SchedulerException {
    CronTrigger original = trigger("0 30 2 * * ?", "Europe/Berlin");

    CronTrigger stored = (CronTrigger) stored(original);

    assertThat(stored)
        .isInstanceOf(CronTextTrigger.class)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "key",
            "description",
            "priority",
            "jobDataMap",
            "startTime",
            "endTime",
            "misfireInstruction",
            "calendarName",
            "timeZone")
        .isEqualTo(original);
    assertThat(stored.getCronExpression()).isEqualTo("0 30 2 * * ?");
    assertThat(stored.getExpressionSummary()).isEqualTo(original.getExpressionSummary());
    assertThat(stored.getFinalFireTime()).isEqualTo(original.getFinalFireTime());
  }

  @Test
  void a_trigger_that_is_scheduled_again_keeps_its_expression_and_zone() throws SchedulerException {
    Trigger first = stored(trigger("0 30 2 * * ?", "Europe/Berlin"));

    scheduler.rescheduleJob(first.getKey(), first.getTriggerBuilder().startAt(START).build());

    assertThat(instants(scheduler.getTrigger(first.getKey()))).isEqualTo(instants(first));
  }
}
