// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component {@code redis-queue:}; its endpoints use the {@link Celeryroot} bean. */
@Component("redis-queue")
public final class RedisQueueComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    RedisQueueEndpoint endpoint = new RedisQueueEndpoint(uri, this);
    endpoint.setQueue(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
