// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.celeryroot.camel.BeatSteps;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of a Beat, and can do to it. */
class BeatSupervisionIT {

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private TestSite site;
  private DrivenBeat beat;

  @BeforeEach
  void startBeat() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01, web02]}
            tasks:
              good: {command: ["true"]}
            schedules:
              hourly: {cron: "0 * * * *", task: good, targets: [web], catch_up: all}
            """);
    beat = new DrivenBeat(site.config(), "beat1");
  }

  @AfterEach
  void stop() throws IOException {
    beat.close();
    site.close();
  }

  @Test
  void runs_due_while_a_producer_is_paused_are_queued_on_resume() throws JMException {
    ObjectName producer = producer();
    assertThat(attribute(producer, "Paused")).isEqualTo(false);
    assertThat(attribute(producer, "Queue")).isEqualTo("web_tasks");
    beans.invoke(producer, "pauseSubmitting", new Object[0], new String[0]);

    Instant due = Instant.now().truncatedTo(ChronoUnit.HOURS);
    beat.fire("hourly", due);
    await("Quartz").until(() -> beat.firings("hourly") == 1);
    site.redis()
        .jedis()
        .hset("cl:schedule:{hourly}", "checked_at", "" + due.minusSeconds(60).getEpochSecond());
    steps().reconcile();

    assertThat(attribute(producer, "Paused")).isEqualTo(true);
    assertThat(attribute(producer, "Depth")).isEqualTo(0L);
    assertThat(attribute(producer, "SubmittedJobs")).isEqualTo(0L);
    assertThat(attribute(producer, "LastSubmission")).isEqualTo("");
    assertThat(new ScheduleStates(site.redis(), Duration.ofDays(1)).read("hourly").missed())
        .isZero();

    beans.invoke(producer, "resumeSubmitting", new Object[0], new String[0]);
    steps().reconcile();

    assertThat(attribute(producer, "SubmittedJobs")).isEqualTo(2L);
    assertThat(attribute(producer, "FailedSubmissions")).isEqualTo(0L);
    assertThat(attribute(producer, "ClaimedJobs")).isEqualTo(0L);
    assertThat(attribute(producer, "LastSubmission").toString()).startsWith("20").endsWith("Z");
    await("figures are kept a moment")
        .untilAsserted(() -> assertThat(attribute(producer, "Depth")).isEqualTo(2L));
  }

  @Test
  void a_foreign_key_does_not_stop_the_check_of_other_schedules() {
    site.redis().jedis().set("web_tasks", "mine");
    site.redis().jedis().set("cl:{live}:beats", "mine");

    assertThatCode(steps()::reconcile).doesNotThrowAnyException();
    assertThatCode(steps()::recover).doesNotThrowAnyException();
  }

  private BeatSteps steps() {
    return beat.context().getRegistry().lookupByNameAndType("celeryrootBeat", BeatSteps.class);
  }

  private ObjectName producer() throws JMException {
    Set<ObjectName> names =
        beans.queryNames(
            new ObjectName(
                "org.apache.camel:context="
                    + beat.context().getManagementName()
                    + ",type=producers,*"),
            null);
    return names.stream()
        .filter(name -> name.getKeyProperty("name").contains("RedisQueue"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(names.toString()));
  }

  private Object attribute(ObjectName bean, String name) throws JMException {
    return beans.getAttribute(bean, name);
  }
}
