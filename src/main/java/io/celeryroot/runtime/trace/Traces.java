// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.trace;

import io.celeryroot.monitor.Spans;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;

/**
 * Sends the spans of one Camel context to a collector, as the variables of OpenTelemetry in the
 * environment say. An unreachable collector neither stops nor slows anything. Loaded only if a
 * collector is configured.
 */
public final class Traces implements AutoCloseable {

  /** Time limit for sending the last spans. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  /** Steps of ours whose spans would add nothing to the others. */
  private static final String NO_SPANS =
      "quartz:celeryroot/*,quartz:schedules/*,timer:celeryroot*,scheduler:celeryroot*,"
          + "direct:celeryroot*,direct:task.*,spring-redis:*,redis-queue:.*run=due.*";

  /**
   * Logger that bypasses our log; {@link SpanSender} reports in one line instead. The reference
   * keeps its level from being garbage-collected.
   */
  private static final Logger CHATTER = Logger.getLogger("io.opentelemetry");

  private final RunTraceIds ids = new RunTraceIds();
  private final OpenTelemetrySdk sdk;

  private Traces(String instance) {
    CHATTER.setLevel(Level.OFF);
    this.sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name",
                        "celeryroot",
                        "otel.exporter.otlp.protocol",
                        "http/protobuf"))
            .addPropertiesCustomizer(
                config -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
            .addResourceCustomizer(
                (resource, config) ->
                    resource.toBuilder().put("service.instance.id", instance).build())
            .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
            .addSpanExporterCustomizer((exporter, config) -> new SpanSender(exporter))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
  }

  /**
   * @param instance name of the context
   * @throws RuntimeException the environment has an impossible setting
   */
  static Traces of(String instance) {
    return new Traces(instance);
  }

  public Spans spans() {
    return new OtelSpans(tracer(), ids);
  }

  private Tracer tracer() {
    return sdk.getTracer("io.celeryroot");
  }

  /** Attaches the tracer to a context. Call it before the routes are loaded. */
  public void attachTo(CamelContext context) {
    context.getRegistry().bind("celeryrootTracer", Tracer.class, tracer());
    context
        .getRegistry()
        .bind("celeryrootPropagators", ContextPropagators.class, sdk.getPropagators());
    OpenTelemetryTracer camel = new OpenTelemetryTracer();
    camel.setCamelContext(context);
    camel.setExcludePatterns(NO_SPANS);
    camel.init(context);
  }

  /** Sends the remaining spans. */
  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
  }
}
