// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component {@code redis-queue:}, which {@link CeleryrootPlugin} puts into each context. */
@Component("redis-queue")
public final class RedisQueueComponent extends DefaultComponent {

  private final Function<RedisQueueEndpoint, Producer> producers;
  private final RedisQueueEndpoint.Consumers consumers;

  RedisQueueComponent(
      Function<RedisQueueEndpoint, Producer> producers, RedisQueueEndpoint.Consumers consumers) {
    this.producers = producers;
    this.consumers = consumers;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    RedisQueueEndpoint endpoint = new RedisQueueEndpoint(uri, this, producers, consumers);
    endpoint.setQueue(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
