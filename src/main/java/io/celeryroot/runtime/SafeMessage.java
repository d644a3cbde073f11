// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.celeryroot.text.Printable;

/**
 * {@code %safe} of logback: the message on one line and without characters that drive a terminal.
 * Ids, task names and reasons in it may come from anyone who can write to Redis. Thread-safe.
 */
public final class SafeMessage extends ClassicConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return Printable.line(String.valueOf(event.getFormattedMessage()));
  }
}
