// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.celeryroot.text.Printable;
import java.util.regex.Pattern;

/**
 * Logback's {@code %safeEx}: the stack trace without characters that control a terminal. Each line
 * is indented, so that it does not look like a message. Thread-safe.
 */
public final class SafeStackTrace extends ThrowableProxyConverter {

  private static final Pattern LINE = Pattern.compile("(?m)^(?=.)");

  @Override
  protected String throwableProxyToString(IThrowableProxy failure) {
    String text = Printable.lines(super.throwableProxyToString(failure));
    return LINE.matcher(text).replaceAll("    ");
  }
}
