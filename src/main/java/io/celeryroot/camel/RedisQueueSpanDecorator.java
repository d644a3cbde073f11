// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.message.TraceContext;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;

/**
 * Decorates the spans that Camel's tracer creates for {@code redis-queue:}. The parent of a span is
 * a property of the exchange, because no field of a message may become a header. The tracer finds
 * this class as a service.
 */
public final class RedisQueueSpanDecorator extends AbstractSpanDecorator {

  /** For the service loader. */
  public RedisQueueSpanDecorator() {}

  @Override
  public String getComponent() {
    return "redis-queue";
  }

  @Override
  public String getComponentClassName() {
    return RedisQueueComponent.class.getName();
  }

  @Override
  public String getOperationName(Exchange exchange, Endpoint endpoint) {
    return endpoint.equals(exchange.getFromEndpoint()) ? "attempt" : "enqueue";
  }

  @Override
  public SpanContextPropagationExtractor getExtractor(Exchange exchange) {
    TraceContext trace = exchange.getProperty(ExchangeKeys.TRACE, TraceContext.class);
    return new Fields(
        Optional.ofNullable(trace)
            .map(known -> Map.<String, Object>of("traceparent", known.traceparent()))
            .orElse(Map.of()));
  }

  @Override
  public SpanContextPropagationInjector getInjector(Exchange exchange) {
    return (name, value) -> {};
  }

  private record Fields(Map<String, Object> values) implements SpanContextPropagationExtractor {

    @Override
    public Set<String> keys() {
      return values.keySet();
    }

    @Override
    public Object get(String key) {
      return values.get(key);
    }

    @Override
    public Iterator<Map.Entry<String, Object>> iterator() {
      return values.entrySet().iterator();
    }
  }
}
