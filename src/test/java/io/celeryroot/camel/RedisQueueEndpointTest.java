// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeryroot.config.ClConfig;
import io.celeryroot.testing.TestSite;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RedisQueueEndpointTest {

  @Test
  void a_queue_that_no_role_has_is_named() {
    assertRefused("db_tasks", "redis-queue:db_tasks: no role in cl.yaml has the queue db_tasks");
  }

  @Test
  void a_role_that_is_not_in_the_file_is_named() {
    assertRefused("web_tasks?role=db", "redis-queue:web_tasks: no such role in cl.yaml: db");
  }

  @Test
  void a_schedule_that_is_not_in_the_file_is_named() {
    assertRefused(
        "down?run=due",
        "schedule down is in the routes but not in cl.yaml; run cl generate-routes");
  }

  private static void assertRefused(String uri, String message) {
    String text =
        """
        workers: {web: {hostnames: [web01], queue: web_tasks}}
        schedules: {up: {cron: '@daily', task: ping, targets: [web]}}
        """;
    ClConfig config = TestSite.config(text);
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind(ContextParts.CONFIG, config);

    assertThatThrownBy(() -> context.getEndpoint("redis-queue:" + uri).createProducer())
        .hasMessage(message);
  }
}
