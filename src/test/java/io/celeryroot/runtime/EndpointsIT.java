// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What endpoints are given by {@code to:}, and how their jobs end; real components. */
final class EndpointsIT {

  @TempDir private Path directory;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private TestSite site;

  private static final String ROUTES =
      """
      - routeConfiguration:
          id: mine
          onException:
            - onException:
                exception: [java.lang.Exception]
                handled: {constant: "true"}
                steps: [{setBody: {constant: mended}}]
      - route:
          id: stops
          from:
            uri: direct:stops
            steps: [{setBody: {constant: enough}}, {stop: {}}, {setBody: {constant: too much}}]
      - route:
          id: stops-at-once
          from: {uri: "direct:stops-at-once", steps: [{stop: {}}]}
      - route:
          id: handles
          routeConfigurationId: mine
          from:
            uri: direct:handles
            steps: [{throwException: {exceptionType: java.lang.Exception, message: broken}}]
      - route:
          id: breaks
          from:
            uri: direct:breaks
            steps: [{throwException: {exceptionType: java.lang.Exception, message: broken}}]
      - route:
          id: quotes
          from:
            uri: direct:quotes
            steps: [{throwException: {exceptionType: java.lang.Exception, message: no hunter22}}]
      - route:
          id: rolls-back
          from: {uri: "direct:rolls-back", steps: [{rollback: {markRollbackOnly: true}}]}
      - route:
          id: rolls-back-last
          from: {uri: "direct:rolls-back-last", steps: [{rollback: {markRollbackOnlyLast: true}}]}
      """;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(directory.resolve("my.camel.yaml"), ROUTES);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          requests.add(exchange.getRequestMethod() + " " + body);
          exchange.sendResponseHeaders(200, 4);
          exchange.getResponseBody().write("done".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01]}
            routes: ["DIR/my.camel.yaml"]
            tasks:
              stops: {to: "direct:stops"}
              stops_at_once: {to: "direct:stops-at-once"}
              breaks: {to: "direct:breaks"}
              quotes: {to: "direct:quotes", params: {token: {secret: true}}}
              handles: {to: "direct:handles"}
              rolls_back: {to: "direct:rolls-back"}
              rolls_back_last: {to: "direct:rolls-back-last"}
              file:
                to: "file:DIR/out?fileName=invoice.json"
                params: {customer: {required: true}}
              empty_file: {to: "file:DIR/out?fileName=empty.txt"}
              nobody: {to: "direct:nobody?failIfNoConsumers=true&timeout=100"}
              no_file: {to: "file:/proc/self?fileName=f.txt&autoCreate=false"}
              http:
                to: "http://127.0.0.1:PORT/x"
                params: {customer: {required: true}}
              empty_http: {to: "http://127.0.0.1:PORT/x"}
              stubborn: {to: "class:io.celeryroot.runtime.Stubborn", timeout: 1s}
            schedules: {}
            """
                .replace("DIR", directory.toString())
                .replace("PORT", String.valueOf(server.getAddress().getPort())));
    site.worker("web01");
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
    server.stop(0);
  }

  private JobResult run(String task, Map<String, String> params) {
    return site.end(site.submit(task, params, RunOn.ALL, "web01").get(0));
  }

  @Test
  void a_file_gets_the_parameters_as_json() {
    JobResult result = run("file", Map.of("customer", "bob"));
    JobResult empty = run("empty_file", Map.of());

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.outcome().orElseThrow().stdout()).isEmpty();
    assertThat(directory.resolve("out/invoice.json")).hasContent("{\"customer\":\"bob\"}");
    assertThat(empty.outcomeText()).isEqualTo("ok");
    assertThat(directory.resolve("out/empty.txt")).isEmptyFile();
  }

  @Test
  void a_web_server_receives_json_and_its_answer_becomes_output() {
    JobResult result = run("http", Map.of("customer", "bob"));
    JobResult empty = run("empty_http", Map.of());

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("done");
    assertThat(empty.outcomeText()).isEqualTo("ok");
    assertThat(requests).containsExactly("POST {\"customer\":\"bob\"}", "POST ");
  }

  @Test
  void the_reason_of_a_failure_ends_with_its_first_cause() {
    assertThat(run("no_file", Map.of()).outcomeText())
        .isEqualTo(
            "failed (Cannot store file: /proc/self/f.txt: NoSuchFileException: /proc/self/f.txt)");
  }

  @Test
  void the_reason_of_a_failure_names_no_exchange() {
    assertThat(run("nobody", Map.of()).outcomeText())
        .matches("failed \\(No consumers available on endpoint: [^ ]+\\)");
  }

  @Test
  void a_route_that_goes_on_after_its_timeout_has_not_ended_well() {
    JobResult result = run("stubborn", Map.of());

    assertThat(result.outcomeText()).isEqualTo("timed out");
    assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("went on");
  }

  @Test
  void a_route_that_stops_has_ended_well_with_the_body_it_left() {
    JobResult result = run("stops", Map.of());
    JobResult atOnce = run("stops_at_once", Map.of());

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("enough");
    assertThat(atOnce.outcomeText()).isEqualTo("ok");
    assertThat(atOnce.outcome().orElseThrow().stdout()).isEmpty();
  }

  @Test
  void a_route_that_handles_its_failure_has_ended_well() {
    JobResult result = run("handles", Map.of());

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("mended");
  }

  @Test
  void a_route_that_fails_is_one_line_with_its_job() {
    List<String> lines = new ArrayList<>();

    String job = logged("breaks", Map.of(), lines);

    assertThat(lines).containsExactly("route breaks: job " + job + ": failed: broken");
  }

  @Test
  void a_failure_that_quotes_a_secret_parameter_is_logged_without_it() {
    List<String> lines = new ArrayList<>();

    String job = logged("quotes", Map.of("token", "hunter22"), lines);

    assertThat(lines).containsExactly("route quotes: job " + job + ": failed: no ***");
  }

  private String logged(String task, Map<String, String> values, List<String> lines) {
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeryroot.routes");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    String job = site.submit(task, values, RunOn.ALL, "web01").get(0);
    site.end(job);
    logger.detachAppender(log);
    log.list.forEach(line -> lines.add(line.getFormattedMessage()));
    return job;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rolls_back", "rolls_back_last"})
  void a_route_that_rolls_back_has_failed(String task) {
    assertThat(run(task, Map.of()).outcomeText()).isEqualTo("failed (rolled back by the route)");
  }
}
