// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log of Beat and workers lets through. */
final class LogSetupTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"maintenance", "invoice", "my.camel.yaml:12", "com.example.Bean", "io.celeryroot"})
  void what_a_route_of_the_user_says_is_in_the_log(String logger) {
    assertThat(context(Map.of()).getLogger(logger).getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.camel.main.BaseMainSupport",
        "org.apache.kafka.clients.Metadata",
        "org.quartz.core.QuartzScheduler",
        "org.springframework.data.redis.core.RedisTemplate",
        "io.vertx.core.impl.VertxImpl",
        "io.netty.util.internal.PlatformDependent",
        "io.micrometer.core.instrument.MeterRegistry",
        "io.opentelemetry.sdk.trace.export.BatchSpanProcessor",
        "org.jolokia.server.core.http.AgentServlet"
      })
  void libraries_are_in_the_log_when_something_is_wrong(String logger) {
    assertThat(context(Map.of()).getLogger(logger).getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void a_chosen_level_applies_to_our_code_and_user_routes() {
    LoggerContext context =
        context(Map.of("celeryroot.log", "debug", "celeryroot.log.routes", "debug"));

    assertThat(context.getLogger("io.celeryroot.worker").getEffectiveLevel())
        .isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("maintenance").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("org.quartz.X").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void cl_alone_reports_why_camel_does_not_start() {
    LoggerContext context = context(Map.of());
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger camel = context.getLogger("org.apache.camel.impl.engine.AbstractCamelContext");
    camel.addAppender(lines);
    camel.setAdditive(false);

    camel.error("Error starting CamelContext ({}) due to exception thrown: {}", "x", "y");
    camel.error("something else");

    assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("something else");
  }

  @ParameterizedTest
  @CsvSource({"text, WARN  worker: hello", "json, \"message\":\"hello\""})
  void lines_have_the_chosen_form(String format, String expected) {
    LoggerContext context = context(Map.of("celeryroot.log.format", format));
    Logger logger = context.getLogger("io.celeryroot.worker");
    LoggingEvent event = new LoggingEvent("", logger, Level.WARN, "hello", null, null);
    OutputStreamAppender<ILoggingEvent> appender =
        (OutputStreamAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LogSetup.APPENDER);

    assertThat(new String(appender.getEncoder().encode(event), UTF_8)).contains(expected);
  }

  private static LoggerContext context(Map<String, String> properties) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    new LogSetup(properties::get).setUp(context);
    return context;
  }
}
