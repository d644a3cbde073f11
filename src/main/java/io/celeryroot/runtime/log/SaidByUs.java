// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/**
 * Drops Camel's log lines about a context that does not start, with a trace. {@code cl} says why in
 * one line, and shows the trace with debug. Thread-safe.
 */
final class SaidByUs extends TurboFilter {

  private static final String CONTEXT = "org.apache.camel.impl.engine.AbstractCamelContext";

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] values, Throwable trace) {
    boolean isSaid =
        level == Level.ERROR
            && format != null
            && format.startsWith("Error starting CamelContext")
            && logger.getName().equals(CONTEXT);
    return isSaid ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
