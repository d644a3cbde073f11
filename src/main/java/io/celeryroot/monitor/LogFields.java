// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.monitor;

import io.celeryroot.job.Job;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.job.run.RunRecord;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Fields of each line that a thread logs while it works on something: {@code run}, {@code job},
 * {@code schedule}, {@code task}, {@code host}, {@code attempt}, {@code trace}. Confined to that
 * thread; closing it restores the fields from before.
 */
public final class LogFields implements AutoCloseable {

  private final Map<String, String> before = MDC.getCopyOfContextMap();

  private LogFields() {}

  /** Sets the fields of a job that this worker has claimed. */
  public static LogFields of(Job job, String host) {
    LogFields fields = new LogFields();
    job.run().ifPresent(run -> MDC.put("run", run));
    MDC.put("job", job.id());
    job.schedule().ifPresent(schedule -> MDC.put("schedule", schedule));
    MDC.put("task", job.task());
    MDC.put("host", host);
    return fields;
  }

  /** Sets the fields of an attempt, for threads that look after many. */
  public static LogFields of(Job job, String host, int attempt) {
    LogFields fields = of(job, host);
    fields.attempt(attempt);
    fields.trace(job.traceOrOwn());
    return fields;
  }

  /** Sets the fields of a run that Beat has made. */
  public static LogFields of(RunRecord run, String host) {
    LogFields fields = new LogFields();
    MDC.put("run", run.id());
    run.schedule().ifPresent(schedule -> MDC.put("schedule", schedule));
    MDC.put("task", run.task());
    MDC.put("host", host);
    return fields;
  }

  /** Sets the fields of a schedule that Beat looks at. */
  public static LogFields of(String schedule, String host) {
    LogFields fields = new LogFields();
    MDC.put("schedule", schedule);
    MDC.put("host", host);
    return fields;
  }

  /** Adds the trace. */
  public void trace(TraceContext trace) {
    MDC.put("trace", trace.traceId());
  }

  /** Adds the number of the attempt. */
  public void attempt(int number) {
    MDC.put("attempt", String.valueOf(number));
  }

  /** Runs some work with these fields, and closes them. */
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
