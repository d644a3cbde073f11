// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.TraceContext;
import java.util.Optional;

/**
 * Where spans of runs and jobs go, if anybody collects them. Found in the registry of the context;
 * implementations are thread-safe.
 */
public interface Spans {

  /** Nobody collects them. */
  Spans NONE = new NoSpans();

  /** Something that takes time. Closed by who started it, on any thread. */
  interface OpenSpan extends AutoCloseable {

    /** What is a part of it; empty when nobody collects spans. */
    Optional<TraceContext> context();

    /** Something worth knowing. */
    void set(String name, String value);

    /** It did not end well. */
    void failed(String why);

    @Override
    void close();
  }

  /**
   * The first span of a trace.
   *
   * @param traceId of the trace
   */
  OpenSpan start(String name, String traceId);

  /**
   * A part of something that was said in a message.
   *
   * @param isFirst whether the message only named the trace, so that this is its first span
   */
  OpenSpan start(String name, TraceContext parent, boolean isFirst);

  /** A part of a span of this process; of none, if that is empty. */
  OpenSpan start(String name, Optional<TraceContext> parent);

  /** The span that this thread works in. */
  Optional<TraceContext> current();
}
