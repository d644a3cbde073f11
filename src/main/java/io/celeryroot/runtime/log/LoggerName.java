// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logback's {@code %from}: of a class the last part, a file or a name of the user in full.
 * Thread-safe.
 */
public final class LoggerName extends ClassicConverter {

  private static final Pattern CLASS =
      Pattern.compile("(?:ch|com|io|net|org|redis|software)[.](?:.*[.])?");

  private final Map<String, String> shown = new ConcurrentHashMap<>();

  @Override
  public String convert(ILoggingEvent event) {
    return shown.computeIfAbsent(event.getLoggerName(), LoggerName::shown);
  }

  private static String shown(String name) {
    Matcher matcher = CLASS.matcher(name);
    return matcher.lookingAt() ? name.substring(matcher.end()) : name;
  }
}
