// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans; logs one line when they begin to get lost, and one when they no longer do.
 * Thread-safe.
 */
final class SpanSender implements SpanExporter {

  private static final Logger LOG = LoggerFactory.getLogger("io.celeryroot.traces");

  private final SpanExporter exporter;
  private final AtomicBoolean isFailing = new AtomicBoolean();

  SpanSender(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode sent = exporter.export(spans);
    return sent.whenComplete(() -> report(sent));
  }

  private void report(CompletableResultCode sent) {
    if (isFailing.getAndSet(!sent.isSuccess()) == sent.isSuccess()) {
      if (sent.isSuccess()) {
        LOG.info("spans are sent again");
      } else {
        LOG.warn(
            "cannot send spans, dropping them; jobs go on: {}; see OTEL_EXPORTER_OTLP_ENDPOINT",
            reason(sent.getFailureThrowable()));
      }
    }
  }

  private static String reason(Throwable failure) {
    String reason = "the collector refuses them";
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException) {
        return "nobody listens";
      }
      reason = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }
    return reason;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
