// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of a worker, and can do to it. */
class WorkerSupervisionIT {

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private TestSite site;
  private CamelProcess worker;

  @BeforeEach
  void startWorker() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01]}
            tasks:
              good: {command: ["true"]}
              bad: {command: ["false"]}
            schedules:
              yearly: {cron: "@yearly", task: good, targets: [web]}
            """);
    worker =
        Contexts.worker(
            site.config(), "web01", Duration.ofSeconds(5), Contexts.shared(site.config()));
  }

  @AfterEach
  void stop() throws IOException {
    worker.close();
    site.close();
  }

  @Test
  void health_follows_redis_down_and_up() {
    await("up").until(() -> health() == HealthCheck.State.UP);

    site.network().inflict(FaultProxy.Fault.REFUSE);
    await("down").atMost(Duration.ofSeconds(3)).until(() -> health() == HealthCheck.State.DOWN);

    site.network().heal();
    await("up again").atMost(Duration.ofSeconds(5)).until(() -> health() == HealthCheck.State.UP);
  }

  @Test
  void jmx_shows_what_a_worker_has_done_and_pauses_it() throws Exception {
    site.end(site.submit("good", Map.of(), RunOn.ALL, "web").get(0));
    site.end(site.submit("bad", Map.of(), RunOn.ALL, "web").get(0));
    ObjectName consumer = bean("consumers");
    await("counts").until(() -> attribute(consumer, "ProcessedJobs").equals(2L));

    assertThat(attribute(consumer, "FailedJobs")).isEqualTo(1L);
    assertThat(attribute(consumer, "RefusedJobs")).isEqualTo(0L);
    assertThat(attribute(consumer, "RunningJobs")).isEqualTo(0);
    assertThat(attribute(consumer, "Lists")).isEqualTo("{web_tasks}.web01 web_tasks");
    assertThat(attribute(consumer, "LastClaim").toString()).startsWith("20").endsWith("Z");

    operate(consumer, "pauseClaiming");
    await("what was claimed a moment ago").until(() -> attribute(consumer, "Paused").equals(true));
    assertThat(health()).isEqualTo(HealthCheck.State.UP);
    operate(consumer, "resumeClaiming");

    String job = site.submit("good", Map.of(), RunOn.ALL, "web").get(0);
    assertThat(site.end(job).outcomeText()).isEqualTo("ok");
  }

  private HealthCheck.State health() {
    CamelContext context = worker.context();
    return HealthCheckHelper.invoke(context, "full").stream()
        .filter(result -> result.getCheck().getId().equals("redis-queue:web"))
        .findFirst()
        .orElseThrow()
        .getState();
  }

  private ObjectName bean(String type) throws Exception {
    Set<ObjectName> names =
        beans.queryNames(
            new ObjectName(
                "org.apache.camel:context="
                    + worker.context().getManagementName()
                    + ",type="
                    + type
                    + ",*"),
            null);
    return names.stream()
        .filter(name -> name.getKeyProperty("name").contains("RedisQueue"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(names.toString()));
  }

  private Object attribute(ObjectName bean, String name) throws Exception {
    return beans.getAttribute(bean, name);
  }

  private void operate(ObjectName bean, String operation) throws Exception {
    beans.invoke(bean, operation, new Object[0], new String[0]);
  }
}
