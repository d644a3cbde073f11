// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SafeMessageTest {

  private static final String HOSTILE = "a\n12:00:00 ERROR worker: forged\u001b[2J\u009b2J\u202e";

  @Test
  void a_message_stays_on_its_line_and_drives_no_terminal() throws Exception {
    String logged = logged(HOSTILE, null);

    assertThat(logged)
        .hasLineCount(1)
        .contains("a\\n12:00:00 ERROR worker: forged\\x1b[2J\\x9b2J\\u202e");
  }

  @Test
  void a_stack_trace_has_indented_lines_only_and_drives_no_terminal() throws Exception {
    String logged = logged("failed", new IllegalStateException(HOSTILE));

    assertThat(logged.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
    assertThat(logged).contains("IllegalStateException").doesNotContain("\u001b", "\u009b");
  }

  /** Through the configuration that ships. */
  private static String logged(String message, Throwable failure) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
    Logger logger = context.getLogger("io.celeryroot.worker");
    OutputStreamAppender<ILoggingEvent> appender =
        (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr");
    ILoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, failure, null);
    String logged = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    context.stop();
    return logged;
  }
}
