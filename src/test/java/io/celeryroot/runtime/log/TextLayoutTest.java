// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLayoutTest {

  private static final String HOSTILE = "a\n12:00:00 ERROR worker: forged\u001b[2J\u009b2J\u202e";

  private static final LoggerContext CONTEXT = context();

  @Test
  void a_message_stays_on_its_line_and_drives_no_terminal() {
    String logged = logged(HOSTILE, null);

    assertThat(logged)
        .hasLineCount(1)
        .contains("a\\n12:00:00 ERROR worker: forged\\x1b[2J\\x9b2J\\u202e");
  }

  @Test
  void a_stack_trace_has_indented_lines_only_and_drives_no_terminal() {
    String logged = logged("failed", new IllegalStateException(HOSTILE));

    assertThat(logged.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    assertThat(logged).contains("IllegalStateException").doesNotContain("\u001b", "\u009b");
  }

  @Test
  void a_stack_trace_shows_no_secret_of_a_uri() {
    IllegalStateException cause =
        new IllegalStateException("cannot resolve http://u:hunter2@db/?token=hunter3");

    assertThat(logged("failed", new IllegalStateException("no route", cause)))
        .contains("http://***@db/?token=***")
        .doesNotContain("hunter");
  }

  @ParameterizedTest
  @CsvSource({
    "io.celeryroot.beat, beat",
    "org.apache.camel.impl.engine.Route, Route",
    "org.Route, Route",
    "routes/backup.camel.yaml, routes/backup.camel.yaml",
    "my.camel.yaml:12, my.camel.yaml:12",
    "iostat.watch, iostat.watch",
    "backup, backup"
  })
  void a_class_is_shown_by_its_last_part_and_other_names_in_full(String name, String shown) {
    assertThat(line(event(name, "hello", null))).endsWith(" WARN  " + shown + ": hello\n");
  }

  @Test
  void the_fields_of_the_job_stand_behind_the_message_unless_it_has_them() {
    LoggingEvent event = event("x", "job r1.web01: ok", null);
    event.setMDCPropertyMap(
        Map.of("job", "r1.web01", "run", "r1", "task", "a b\n\u001b[2J", "host", "db", "x", "y"));

    assertThat(line(event)).endsWith(": ok task=\"a b\\n\\x1b[2J\" host=db\n");
  }

  @Test
  void a_line_begins_with_the_time_as_the_pattern_says() {
    LoggingEvent event = event("x", "hello", null);
    event.setTimeStamp(Instant.parse("2026-11-30T10:00:00Z").toEpochMilli());

    assertThat(new TextLayout("uuuu").doLayout(event)).isEqualTo("2026 WARN  x: hello\n");
  }

  private static String logged(String message, Throwable failure) {
    return line(event("io.celeryroot.worker", message, failure));
  }

  private static String line(LoggingEvent event) {
    return new TextLayout("HH:mm:ss").doLayout(event);
  }

  private static LoggingEvent event(String logger, String message, Throwable failure) {
    return new LoggingEvent("", CONTEXT.getLogger(logger), Level.WARN, message, failure, null);
  }

  private static LoggerContext context() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }
}
