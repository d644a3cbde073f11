// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.util.CachingDateFormatter;
import io.celeryroot.text.Printable;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log for people: time, level, logger, message, fields of the job. A stack trace
 * follows on lines of its own, each indented, so that none looks like a message.
 *
 * <p>IDs, task names and reasons may come from anyone who can write to Redis. So nothing in a
 * message begins a line or controls a terminal. Thread-safe.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {

  /** Fields that are shown, except those that the message already says. */
  private static final List<String> SHOWN = List.of("run", "job", "schedule", "task", "host");

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:@/+-]+");
  private static final Pattern LINE = Pattern.compile("(?m)^(?=.)");

  /** Names of classes; others are files or names of the user. */
  private static final Pattern CLASS =
      Pattern.compile("(?:ch|com|io|net|org|redis|software)[.](?:.*[.])?");

  private final CachingDateFormatter time;
  private final Map<String, String> loggers = new ConcurrentHashMap<>();

  /** Creates a layout with a pattern of {@link java.time.format.DateTimeFormatter}. */
  TextLayout(String timePattern) {
    time = new CachingDateFormatter(timePattern);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String message = String.valueOf(event.getFormattedMessage());
    StringBuilder text = new StringBuilder(128).append(time.format(event.getTimeStamp()));
    String level = event.getLevel().toString();
    text.append(' ').append(level).append(" ".repeat(Math.max(0, 5 - level.length())));
    text.append(' ').append(loggers.computeIfAbsent(event.getLoggerName(), TextLayout::shownName));
    text.append(": ").append(Printable.line(message));
    addFields(text, event.getMDCPropertyMap(), message);
    text.append(System.lineSeparator());
    if (event.getThrowableProxy() != null) {
      String trace = Printable.lines(StackTrace.of(event));
      text.append(LINE.matcher(trace).replaceAll("    "));
    }
    return text.toString();
  }

  private static void addFields(StringBuilder text, Map<String, String> fields, String message) {
    if (fields.isEmpty()) {
      return;
    }
    for (String name : SHOWN) {
      String value = fields.getOrDefault(name, "");
      if (!value.isEmpty() && !message.contains(value)) {
        text.append(' ').append(name).append('=').append(shownValue(value));
      }
    }
  }

  private static String shownValue(String value) {
    return PLAIN.matcher(value).matches() ? value : Quote.of(value.replace('"', '\''));
  }

  private static String shownName(String logger) {
    Matcher matcher = CLASS.matcher(logger);
    return matcher.lookingAt() ? logger.substring(matcher.end()) : logger;
  }
}
