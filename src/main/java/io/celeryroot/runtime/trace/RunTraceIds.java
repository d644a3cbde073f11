// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** IDs of spans and traces: random, except for the trace of a run's first span. Thread-safe. */
public final class RunTraceIds implements IdGenerator {

  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<String> next = new ThreadLocal<>();

  <T> T in(String traceId, Supplier<T> start) {
    next.set(traceId);
    try {
      return start.get();
    } finally {
      next.remove();
    }
  }

  @Override
  public String generateSpanId() {
    return random.generateSpanId();
  }

  @Override
  public String generateTraceId() {
    String wanted = next.get();
    return wanted == null ? random.generateTraceId() : wanted;
  }
}
