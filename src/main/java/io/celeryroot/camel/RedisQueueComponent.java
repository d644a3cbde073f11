// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The component {@code redis-queue:}; the parts of its context make producers and consumers. */
@Component("redis-queue")
public final class RedisQueueComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    RedisQueueEndpoint endpoint =
        new RedisQueueEndpoint(
            uri,
            this,
            made -> Celeryroot.of(getCamelContext()).producer(made),
            (made, processor) -> Celeryroot.of(getCamelContext()).consumer(made, processor));
    endpoint.setQueue(remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
