// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.camel;

import io.celeryroot.job.TraceContext;
import java.util.Optional;

/** Where nobody collects spans. */
final class NoSpans implements Spans {

  private static final OpenSpan NOTHING =
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

  @Override
  public OpenSpan start(String name, String traceId) {
    return NOTHING;
  }

  @Override
  public OpenSpan start(String name, TraceContext parent, boolean isFirst) {
    return NOTHING;
  }

  @Override
  public OpenSpan start(String name, Optional<TraceContext> parent) {
    return NOTHING;
  }

  @Override
  public Optional<TraceContext> current() {
    return Optional.empty();
  }
}
