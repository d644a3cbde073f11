// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.trace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the variables of OpenTelemetry if spans are collected. */
public final class TraceSettings {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.traces");

  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private TraceSettings() {}

  /**
   * Opens the sender of spans; empty if nobody collects them.
   *
   * @param instance name of the Camel context
   */
  public static Optional<Traces> open(Map<String, String> environment, String instance) {
    boolean hasEndpoint =
        ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    boolean isOff =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || environment.getOrDefault("OTEL_TRACES_EXPORTER", "").equals("none");
    if (!hasEndpoint || isOff) {
      return Optional.empty();
    }
    try {
      return Optional.of(Traces.of(instance));
    } catch (RuntimeException e) {
      LOG.error("no spans are sent: {}; fix the variables OTEL_... and restart", e.getMessage());
      return Optional.empty();
    }
  }
}
