// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.redis.QueueUnavailable;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Beat and two workers in one JVM. */
class UpIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        who:
          script: echo "$CL_HOST $greeting"
          params: {greeting: {default: hello}}
      schedules:
        hourly: {cron: "@hourly", task: who, targets: [web]}
      """;

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private TestSite site;
  private UpProcess up;

  @BeforeEach
  void start() {
    log.start();
    root.addAppender(log);
    site = TestSite.of(CL_YAML);
    up =
        Processes.up(
            site.config(),
            List.of("web01", "web02"),
            new EngineListener() {
              @Override
              public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
                heard.add(host + " " + outcome.text());
              }
            },
            ServiceSettings.DEFAULT);
    up.start();
  }

  @AfterEach
  void stop() throws IOException {
    up.close();
    site.close();
    root.detachAppender(log);
  }

  @Test
  void a_clean_run_logs_no_warn() {
    site.submit("who", Map.of(), RunOn.ALL, "web").forEach(site::end);
    await().until(() -> heard.size() == 2);
    up.close();

    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  @Test
  void the_listener_hears_each_job_as_it_ends() {
    site.submit("who", Map.of(), RunOn.ALL, "web");

    await()
        .untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("web01 ok", "web02 ok"));
  }

  @Test
  void each_context_has_names_of_its_own_in_jmx() throws Exception {
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("org.apache.camel:type=context,*"), null))
        .extracting(name -> name.getKeyProperty("context"))
        .containsExactlyInAnyOrder(
            "celeryroot-worker-web01", "celeryroot-worker-web02", "celeryroot-beat-here");
  }

  @Test
  void an_outage_of_redis_is_logged_once_for_all() {
    site.network().inflict(FaultProxy.Fault.REFUSE);
    await().atMost(Duration.ofSeconds(15)).until(() -> messages().size() == 1);
    Instant later = Instant.now().plusSeconds(6);
    await().until(() -> Instant.now().isAfter(later));

    site.network().heal();
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreException(QueueUnavailable.class)
        .until(() -> site.end(site.submit("who", Map.of(), RunOn.ANY, "web").get(0)) != null);

    assertThat(messages()).hasSize(1);
  }

  private List<String> messages() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
