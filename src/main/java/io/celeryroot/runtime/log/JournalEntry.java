// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.celeryroot.text.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One entry of systemd's journal: the message, its level, and the job as {@code CL_JOB}, {@code
 * CL_RUN} and so on. Pure.
 *
 * @see <a href="https://systemd.io/JOURNAL_NATIVE_PROTOCOL">Native Journal Protocol</a>
 */
record JournalEntry(Map<String, String> fields) {

  /** Well below the largest datagram that the journal takes. */
  private static final int LONGEST = 48 * 1024;

  private static final List<String> SHOWN =
      List.of("run", "job", "schedule", "task", "host", "attempt", "trace");

  static JournalEntry of(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("PRIORITY", priority(event.getLevel()));
    fields.put("SYSLOG_IDENTIFIER", "cl");
    fields.put("CL_LOGGER", event.getLoggerName());
    Map<String, String> said = event.getMDCPropertyMap();
    for (String name : SHOWN) {
      String value = said.getOrDefault(name, "");
      if (!value.isEmpty()) {
        fields.put("CL_" + name.toUpperCase(Locale.ROOT), value);
      }
    }
    String message = Printable.line(String.valueOf(event.getFormattedMessage()));
    fields.put("MESSAGE", message);
    if (event.getThrowableProxy() != null) {
      fields.put("CL_STACK_TRACE", StackTrace.of(event));
    }
    return new JournalEntry(fields);
  }

  /** Returns the number of syslog(3). */
  private static String priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "3";
      case Level.WARN_INT -> "4";
      case Level.INFO_INT -> "6";
      default -> "7";
    };
  }

  byte[] bytes() {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    fields.forEach(
        (name, value) -> {
          byte[] text = shortened(value);
          entry.writeBytes((name + "\n").getBytes(UTF_8));
          entry.writeBytes(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(text.length)
                  .array());
          entry.writeBytes(text);
          entry.write('\n');
        });
    return entry.toByteArray();
  }

  private static byte[] shortened(String value) {
    return value.substring(0, Math.min(value.length(), LONGEST / 4)).getBytes(UTF_8);
  }
}
