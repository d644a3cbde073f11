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
    assertThatThrownBy(() -> endpoint("redis-queue:db_tasks").definition())
        .hasMessage("redis-queue:db_tasks: no role in cl.yaml has the queue db_tasks");
  }

  @Test
  void a_role_that_is_not_in_the_file_is_named() {
    assertThatThrownBy(() -> endpoint("redis-queue:web_tasks?role=db").definition())
        .hasMessage("redis-queue:web_tasks: no such role in cl.yaml: db");
  }

  private static RedisQueueEndpoint endpoint(String uri) {
    String text = "workers: {web: {hostnames: [web01], queue: web_tasks}}\n";
    ClConfig config = TestSite.config(text);
    DefaultCamelContext context = new DefaultCamelContext();
    Celeryroot celeryroot = new Celeryroot("cl.yaml");
    celeryroot.setCamelContext(context);
    context.getRegistry().bind("config", config);
    context.getRegistry().bind("celeryroot", celeryroot);
    return context.getEndpoint(uri, RedisQueueEndpoint.class);
  }
}
