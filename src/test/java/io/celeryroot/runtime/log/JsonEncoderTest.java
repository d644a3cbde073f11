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
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonEncoderTest {

  private static final LoggerContext CONTEXT = context();
  private static final JsonEncoder ENCODER = encoder();

  @Test
  void a_line_has_time_level_logger_message_and_fields() throws IOException {
    LoggingEvent event = event("job x: ok", null);
    event.setMDCPropertyMap(Map.of("run", "r1", "job", "r1.web01", "host", "web01"));

    JsonNode line = new ObjectMapper().readTree(json(event));

    assertThat(line.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("logger").asText()).isEqualTo("io.celeryroot.worker");
    assertThat(line.get("message").asText()).isEqualTo("job x: ok");
    assertThat(line.get("run").asText()).isEqualTo("r1");
    assertThat(line.get("job").asText()).isEqualTo("r1.web01");
    assertThat(line.get("host").asText()).isEqualTo("web01");
  }

  @Test
  void a_stack_trace_is_inside_the_object() throws IOException {
    String text = json(event("oops", new IllegalStateException("line one\nline two")));

    assertThat(text.strip().lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(text).get("stack_trace").asText())
        .contains("line two", "\tat io.celeryroot.runtime.log.JsonEncoderTest");
  }

  @Test
  void a_stack_trace_shows_no_secret_of_a_uri() throws IOException {
    String text = json(event("oops", new IllegalStateException("http://u:hunter2@db/?token=x1")));

    assertThat(new ObjectMapper().readTree(text).get("stack_trace").asText())
        .contains("http://***@db/?token=***")
        .doesNotContain("hunter2");
  }

  @Property(tries = 300)
  void whatever_is_in_a_name_each_line_is_one_object(@ForAll String name) throws IOException {
    LoggingEvent event = event("job " + name + ": ok", new IllegalStateException(name));
    event.setMDCPropertyMap(Map.of("job", name, "task", name));

    String text = json(event);

    assertThat(text).endsWith("\n").matches("[\\x20-\\x7f]*\\R");
    JsonNode line = new ObjectMapper().readTree(text);
    assertThat(line.get("job").asText()).isEqualTo(name);
  }

  private static LoggingEvent event(String message, Throwable failure) {
    Logger logger = CONTEXT.getLogger("io.celeryroot.worker");
    return new LoggingEvent("", logger, Level.WARN, message, failure, null);
  }

  private static String json(ILoggingEvent event) {
    return new String(ENCODER.encode(event), UTF_8);
  }

  private static LoggerContext context() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }

  private static JsonEncoder encoder() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(CONTEXT);
    encoder.start();
    return encoder;
  }
}
