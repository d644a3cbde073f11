// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.celeryroot.text.Quote;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Logback's {@code %fields}: the fields of the thread's job as {@code key=value}, except those that
 * the message already says. Thread-safe.
 */
public final class FieldsInText extends ClassicConverter {

  private static final List<String> SHOWN = List.of("run", "job", "schedule", "task", "host");
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:@/+-]+");

  @Override
  public String convert(ILoggingEvent event) {
    Map<String, String> fields = event.getMDCPropertyMap();
    if (fields.isEmpty()) {
      return "";
    }
    String message = String.valueOf(event.getFormattedMessage());
    StringBuilder text = new StringBuilder();
    for (String name : SHOWN) {
      String value = fields.getOrDefault(name, "");
      if (!value.isEmpty() && !message.contains(value)) {
        text.append(' ').append(name).append('=').append(shown(value));
      }
    }
    return text.toString();
  }

  private static String shown(String value) {
    return PLAIN.matcher(value).matches() ? value : Quote.of(value.replace('"', '\''));
  }
}
