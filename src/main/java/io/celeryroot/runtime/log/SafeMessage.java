// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.celeryroot.text.Printable;

/**
 * Logback's {@code %safe}: the message on one line, without characters that control a terminal.
 * IDs, task names and reasons in it may come from anyone who can write to Redis. Thread-safe.
 */
public final class SafeMessage extends ClassicConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return Printable.line(String.valueOf(event.getFormattedMessage()));
  }
}
