// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleState;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real routes of a Beat with more schedules than it has MBeans of steps for. */
class ManySchedulesBeatIT {

  private static final int SCHEDULES = 1001;

  private final TestSite site = TestSite.of(clYaml());

  private static String clYaml() {
    StringBuilder text = new StringBuilder();
    text.append("workers: {web: {hostnames: [web01]}}\n");
    text.append("tasks: {note: {command: [/bin/true]}}\n");
    text.append("schedules:\n");
    for (int i = 1; i < SCHEDULES; i++) {
      text.append("  s%d: {cron: \"0 0 1 1 *\", task: note, targets: [web]}\n".formatted(i));
    }
    return text + "  z: {cron: \"* * * * *\", task: note, targets: [web]}\n";
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  @Test
  void a_beat_checks_all_of_very_many_schedules() throws Exception {
    ScheduleStates states = new ScheduleStates(site.redis(), Duration.ofDays(1));
    states.recordChecked("z", Instant.now().minus(Duration.ofMinutes(2)));

    BeatProcess beat = site.beat(EngineListener.NONE);

    await("a look at all")
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                states.readAll(site.config().schedules().keySet()).values().stream()
                    .map(ScheduleState::plan)
                    .allMatch(Optional::isPresent));
    await("what was late").atMost(Duration.ofSeconds(90)).until(() -> isRun("z"));
    assertThat(count(beat, "routes")).isGreaterThan(SCHEDULES);
    assertThat(count(beat, "consumers")).isGreaterThan(SCHEDULES);
    assertThat(count(beat, "processors")).isZero();
  }

  private boolean isRun(String schedule) {
    return new RunRecords(site.redis())
        .list(10, run -> true).stream()
            .anyMatch(run -> run.schedule().filter(schedule::equals).isPresent());
  }

  private static int count(BeatProcess beat, String type) throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(
            new ObjectName(
                "org.apache.camel:context=%s,type=%s,*"
                    .formatted(beat.context().getManagementName(), type)),
            null)
        .size();
  }
}
