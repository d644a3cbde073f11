// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.TraceContext;
import java.util.Optional;

/** Where spans of runs and jobs go, if anybody collects them. Implementations are thread-safe. */
public interface Spans {

  /** Nobody collects them. */
  Spans NONE =
      new Spans() {
        @Override
        public OpenSpan start(String name, String traceId) {
          return OpenSpan.NONE;
        }

        @Override
        public OpenSpan start(String name, TraceContext parent, boolean isFirst) {
          return OpenSpan.NONE;
        }

        @Override
        public OpenSpan start(String name, Optional<TraceContext> parent) {
          return OpenSpan.NONE;
        }

        @Override
        public Optional<TraceContext> current() {
          return Optional.empty();
        }
      };

  /** Something that takes time. Closed by who started it, on any thread. */
  interface OpenSpan extends AutoCloseable {

    /** A span that nobody collects. */
    OpenSpan NONE =
        new OpenSpan() {
          @Override
          public Optional<TraceContext> context() {
            return Optional.empty();
          }

          @Override
          public void set(String name, String value) {}

          @Override
          public void failed(String why) {}

          @Override
          public void close() {}
        };

    /** The parent that parts of this span name; empty when nobody collects spans. */
    Optional<TraceContext> context();

    /** Adds an attribute. */
    void set(String name, String value);

    /** Marks the span as failed. */
    void failed(String why);

    @Override
    void close();
  }

  /**
   * Starts the first span of a trace.
   *
   * @param traceId of the trace
   */
  OpenSpan start(String name, String traceId);

  /**
   * Starts a part of something that a message named.
   *
   * @param isFirst true: the message only named the trace, so this is its first span
   */
  OpenSpan start(String name, TraceContext parent, boolean isFirst);

  /** Starts a part of a span of this process; of none, if that is empty. */
  OpenSpan start(String name, Optional<TraceContext> parent);

  /** The span that this thread works in. */
  Optional<TraceContext> current();
}
