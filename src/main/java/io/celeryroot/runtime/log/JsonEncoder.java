// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import net.logstash.logback.composite.JsonProviders;
import net.logstash.logback.composite.loggingevent.KeyValuePairsJsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MdcJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.decorate.EscapeNonAsciiJsonFactoryDecorator;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/**
 * A line of the log for programs: one JSON object with time, level, logger, thread, message, the
 * fields of the job, and the stack trace. Thread-safe.
 */
final class JsonEncoder extends LoggingEventCompositeJsonEncoder {

  JsonEncoder() {
    // Also escapes what controls a terminal and is not a control character in JSON's sense.
    setJsonFactoryDecorator(new EscapeNonAsciiJsonFactoryDecorator());
    LoggingEventFormattedTimestampJsonProvider time =
        new LoggingEventFormattedTimestampJsonProvider();
    time.setFieldName("time");
    time.setTimeZone("UTC");
    LoggerNameJsonProvider logger = new LoggerNameJsonProvider();
    logger.setFieldName("logger");
    LoggingEventThreadNameJsonProvider thread = new LoggingEventThreadNameJsonProvider();
    thread.setFieldName("thread");
    StackTraceJsonProvider trace = new StackTraceJsonProvider();
    trace.setThrowableConverter(new StackTrace());
    JsonProviders<ILoggingEvent> fields = getProviders();
    fields.addProvider(time);
    fields.addProvider(new LogLevelJsonProvider());
    fields.addProvider(logger);
    fields.addProvider(thread);
    fields.addProvider(new MessageJsonProvider());
    // Run, job, schedule, task, host, attempt, trace, and what a user's route adds.
    fields.addProvider(new MdcJsonProvider());
    fields.addProvider(new KeyValuePairsJsonProvider());
    fields.addProvider(trace);
  }
}
