// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.celeryroot.text.SecretUri;

/**
 * The stack trace of an event, with {@code ***} for what may be secret in URIs that its messages
 * quote, as those of Camel do. Thread-safe.
 */
final class StackTrace extends ThrowableHandlingConverter {

  /** Returns the trace with line ends; empty text: the event has none. */
  static String of(ILoggingEvent event) {
    return SecretUri.maskedIn(ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  @Override
  public String convert(ILoggingEvent event) {
    return of(event);
  }
}
