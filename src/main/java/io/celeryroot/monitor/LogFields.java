// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.TraceContext;
import io.celeryroot.job.run.RunRequest;
import java.util.Map;
import org.slf4j.MDC;

/**
 * What a thread works on, in each line that it logs meanwhile: {@code run}, {@code job}, {@code
 * schedule}, {@code task}, {@code host}, {@code attempt}, {@code trace}. Confined to that thread;
 * closing it restores what was there before.
 */
public final class LogFields implements AutoCloseable {

  private final Map<String, String> before = MDC.getCopyOfContextMap();

  private LogFields() {}

  /** A job that this worker has claimed. */
  public static LogFields of(Job job, String host) {
    LogFields fields = new LogFields();
    job.run().ifPresent(run -> MDC.put("run", run));
    MDC.put("job", job.id());
    job.schedule().ifPresent(schedule -> MDC.put("schedule", schedule));
    MDC.put("task", job.task());
    MDC.put("host", host);
    return fields;
  }

  /** An attempt, for threads that look after many. */
  public static LogFields of(Job job, String host, int attempt) {
    LogFields fields = of(job, host);
    fields.attempt(attempt);
    fields.trace(job.traceOrOwn());
    return fields;
  }

  /** A run that Beat makes. */
  public static LogFields of(RunRequest request, String host) {
    LogFields fields = new LogFields();
    MDC.put("run", request.run());
    request.schedule().ifPresent(schedule -> MDC.put("schedule", schedule));
    MDC.put("task", request.task());
    MDC.put("host", host);
    return fields;
  }

  /** Nothing in particular. */
  public static LogFields none() {
    return new LogFields();
  }

  /** A schedule that Beat looks at. */
  public static LogFields of(String schedule, String host) {
    LogFields fields = new LogFields();
    MDC.put("schedule", schedule);
    MDC.put("host", host);
    return fields;
  }

  /** What it is a part of. */
  public void trace(TraceContext trace) {
    MDC.put("trace", trace.traceId());
  }

  /** The job has become an attempt. */
  public void attempt(int number) {
    MDC.put("attempt", String.valueOf(number));
  }

  /** Does something with these fields, and closes them. */
  public void during(Runnable work) {
    try (this) {
      work.run();
    }
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(before);
    }
  }
}
