// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.message.TraceContext;
import java.util.Optional;

/**
 * Spans of runs and jobs; by default nobody collects them. Not OpenTelemetry's own API, so that a
 * process without a collector does not load it. Implementations are thread-safe.
 */
public interface Spans {

  Spans NONE = new Spans() {};

  /** A span that has started; its starter closes it, on any thread. */
  interface OpenSpan extends AutoCloseable {

    OpenSpan NONE = new OpenSpan() {};

    /** Parent for parts of this span; empty if nobody collects spans. */
    default Optional<TraceContext> context() {
      return Optional.empty();
    }

    default void set(String name, String value) {}

    default void failed(String why) {}

    @Override
    default void close() {}
  }

  /** Starts the first span of a trace. */
  default OpenSpan start(String name, String traceId) {
    return OpenSpan.NONE;
  }

  /** Starts a part of a span; without a parent, a span of its own. */
  default OpenSpan start(String name, Optional<TraceContext> parent) {
    return OpenSpan.NONE;
  }

  /** Span that this thread works in. */
  default Optional<TraceContext> current() {
    return Optional.empty();
  }
}
