// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.trace;

import io.celeryroot.job.message.TraceContext;
import io.celeryroot.monitor.Spans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Spans of OpenTelemetry, in addition to those that Camel creates for routes. Thread-safe. */
public final class OtelSpans implements Spans {

  private static final TextMapGetter<Map<String, String>> FIELDS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private final Tracer tracer;
  private final RunTraceIds ids;

  /**
   * @param tracer of a provider that takes its IDs from {@code ids}
   */
  public OtelSpans(Tracer tracer, RunTraceIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  @Override
  public OpenSpan start(String name, String traceId) {
    return new Otel(ids.in(traceId, () -> tracer.spanBuilder(name).setNoParent().startSpan()));
  }

  @Override
  public OpenSpan start(String name, Optional<TraceContext> parent) {
    Context context = parent.map(OtelSpans::context).orElse(Context.root());
    return new Otel(tracer.spanBuilder(name).setParent(context).startSpan());
  }

  private static Context context(TraceContext trace) {
    Map<String, String> fields = new HashMap<>();
    fields.put("traceparent", trace.traceparent());
    trace.tracestate().ifPresent(state -> fields.put("tracestate", state));
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), fields, FIELDS);
  }

  @Override
  public Optional<TraceContext> current() {
    return of(Span.current().getSpanContext());
  }

  private static Optional<TraceContext> of(SpanContext span) {
    if (!span.isValid()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(Span.wrap(span)), fields, Map::put);
    return TraceContext.parse(fields.get("traceparent"), fields.get("tracestate"));
  }

  private record Otel(Span span) implements OpenSpan {

    @Override
    public Optional<TraceContext> context() {
      return of(span.getSpanContext());
    }

    @Override
    public void set(String name, String value) {
      span.setAttribute(name, value);
    }

    @Override
    public void failed(String why) {
      span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
      span.end();
    }
  }
}
