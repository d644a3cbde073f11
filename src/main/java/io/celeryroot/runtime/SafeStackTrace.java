// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.regex.Pattern;

/**
 * {@code %safeEx} of logback: the stack trace without characters that drive a terminal; each of its
 * lines is indented, so that none looks like a message. Thread-safe.
 */
public final class SafeStackTrace extends ThrowableProxyConverter {

  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\t\\n]]");
  private static final Pattern LINE = Pattern.compile("(?m)^(?=.)");

  @Override
  protected String throwableProxyToString(IThrowableProxy failure) {
    String text = HARMFUL.matcher(super.throwableProxyToString(failure)).replaceAll("?");
    return LINE.matcher(text).replaceAll("    ");
  }
}
