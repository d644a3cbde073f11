// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.celeryroot.config.RunOn;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.runtime.management.Login;
import io.celeryroot.runtime.management.ManagementPorts;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.Http;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management port, asked over HTTP. */
class ManagementIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01, web02]}
      tasks:
        good: {command: ["true"]}
        bad: {command: ["false"]}
      schedules:
        minutely: {cron: "* * * * *", task: good, targets: [web]}
        never: {cron: "0 0 1 1 *", task: good, targets: [web], enabled: false}
      """;

  /** Those of Camel's steps that keep what they were given. */
  private static final String STEPS =
      """
      - log: {message: "m SECRET", logName: "n.SECRET", marker: "SECRET"}
      - setProperty: {name: "pSECRET", constant: "SECRET"}
      - setHeader: {name: "hSECRET", simple: "SECRET"}
      - setHeaders: {headers: [{name: "hsSECRET", constant: "SECRET"}]}
      - setVariable: {name: "vSECRET", constant: "SECRET"}
      - setVariables: {variables: [{name: "vsSECRET", constant: "SECRET"}]}
      - setBody: {constant: "SECRET"}
      - transform: {constant: "SECRET"}
      - script: {simple: "SECRET"}
      - convertHeaderTo: {name: "cSECRET", toName: "dSECRET", type: "java.lang.String"}
      - convertVariableTo: {name: "cSECRET", toName: "dSECRET", type: "java.lang.String"}
      - removeHeader: {name: "hSECRET"}
      - removeHeaders: {pattern: "rSECRET", excludePattern: "eSECRET"}
      - removeProperty: {name: "pSECRET"}
      - removeProperties: {pattern: "rSECRET", excludePattern: "eSECRET"}
      - removeVariable: {name: "vSECRET"}
      - claimCheck: {operation: "Push", key: "kSECRET", filter: "body,header:SECRET"}
      - toD: {uri: "log:SECRET", variableSend: "vSECRET"}
      - wireTap: {uri: "log:SECRET"}
      - recipientList: {constant: "log:SECRET", delimiter: "SECRET"}
      - routingSlip: {constant: "log:SECRET"}
      - dynamicRouter: {simple: "SECRET"}
      - enrich: {constant: "log:SECRET", variableReceive: "vSECRET"}
      - pollEnrich: {constant: "seda:SECRET", timeout: 1}
      - poll: {uri: "seda:SECRET", timeout: 1}
      - split: {constant: "SECRET", steps: [{stop: {}}]}
      - loop: {simple: "${body.length('SECRET')}", steps: [{stop: {}}]}
      - delay: {simple: "SECRET"}
      - validate: {simple: "${body} == 'SECRET'"}
      - filter: {simple: "${body} == 'SECRET'", steps: [{stop: {}}]}
      - choice: {when: [{simple: "${body} == 'SECRET'", steps: [{stop: {}}]}]}
      - doTry:
          steps: [{stop: {}}]
          doCatch:
            - exception: ["java.io.IOException"]
              onWhen: {simple: "${body} == 'SECRET'"}
              steps: [{stop: {}}]
      - resequence: {simple: "SECRET", steps: [{stop: {}}]}
      - aggregate:
          correlationExpression: {constant: "SECRET"}
          completionPredicate: {simple: "${body} == 'SECRET'"}
          completionSizeExpression: {simple: "SECRET"}
          completionTimeoutExpression: {simple: "SECRET"}
          aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
          steps: [{stop: {}}]
      - throwException: {exceptionType: "java.lang.IllegalStateException", message: "boom SECRET"}
      - rollback: {message: "back SECRET"}
      """;

  private static final String CONSUMERS =
      "org.apache.camel:context=celeryroot-worker-web01,type=consumers,*";

  private TestSite site;
  private Service service;

  @BeforeEach
  void open() {
    site = TestSite.of(CL_YAML);
  }

  @AfterEach
  void close() throws IOException {
    if (service != null) {
      service.close();
    }
    site.close();
    System.clearProperty("celeryroot.test.token");
  }

  private static ServiceSettings settings(Optional<Login> login) {
    return new ServiceSettings(false, Optional.of(ManagementPorts.onLoopback(login)));
  }

  private Http worker(Optional<Login> login) {
    WorkerProcess worker =
        Processes.worker(site.config(), "web01", EngineListener.NONE, settings(login));
    service = worker;
    worker.start();
    await("worker").atMost(Duration.ofSeconds(10)).until(worker::takesJobs);
    return Http.at(worker.managementAddress().orElseThrow());
  }

  private Http beat() {
    BeatProcess beat =
        Processes.beat(site.config(), "beat1", EngineListener.NONE, settings(Optional.empty()));
    service = beat;
    beat.start();
    return Http.at(beat.managementAddress().orElseThrow());
  }

  @Test
  void a_live_workers_health_is_503_while_redis_is_away() {
    Http http = worker(Optional.empty());
    await("up").untilAsserted(() -> assertThat(http.get("/health").status()).isEqualTo(200));

    site.network().inflict(FaultProxy.Fault.REFUSE);
    await("down").atMost(Duration.ofSeconds(3)).until(() -> http.get("/health").status() == 503);

    assertThat(http.get("/health").body()).contains("redis-queue:web", "Redis does not answer");
    assertThat(http.get("/health/ready").status()).isEqualTo(503);
    assertThat(http.get("/health/live").status()).isEqualTo(200);

    site.network().heal();
    await("up again")
        .atMost(Duration.ofSeconds(5))
        .until(() -> http.get("/health").status() == 200);
  }

  @Test
  void health_of_beat_is_503_while_redis_is_away() {
    Http http = beat();
    await("up, with its own check")
        .untilAsserted(
            () ->
                assertThat(http.get("/health?exposureLevel=full").body())
                    .contains("{\"status\":\"UP\"", "\"name\":\"beat\",\"status\":\"UP\""));

    site.network().inflict(FaultProxy.Fault.REFUSE);
    await("down")
        .atMost(Duration.ofSeconds(8))
        .until(() -> http.get("/health/ready").status() == 503);
    site.network().heal();
    await("up again")
        .atMost(Duration.ofSeconds(8))
        .until(() -> http.get("/health/ready").status() == 200);
  }

  @Test
  void no_path_answers_without_the_password() throws IOException {
    Http http = worker(Optional.of(new Login("ann", "secret:ü")));

    for (String path :
        List.of(
            "",
            "/",
            "/health",
            "/health/",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/jolokia",
            "/jolokia/",
            "/jolokia/version",
            "/jolokia/list",
            "/jolokia/exec/java.lang:type=Memory/gc",
            "/../observe/jolokia/version",
            "//jolokia//version",
            "/%6aolokia/version",
            "/jolokia;x=1/version",
            "/no-such-thing")) {
      assertThat(http.get(path).status()).as(path).isEqualTo(401);
      assertThat(http.post(path, "{\"type\":\"version\"}").status()).as(path).isEqualTo(401);
    }
    for (String line :
        List.of(
            "GET //observe/jolokia/version",
            "GET http://localhost/observe/jolokia/version",
            "GET /./observe/x/../jolokia/version",
            "HEAD /observe/health",
            "PUT /observe/jolokia/version",
            "OPTIONS /observe/jolokia/version")) {
      assertThat(raw(http.port(), line, "localhost")).as(line).contains(" 401 ");
    }
    assertThat(raw(http.port(), "GET observe/jolokia/version", "localhost")).contains(" 404 ");
    assertThat(http.as("ann", "secret").get("/health").status()).isEqualTo(401);
    assertThat(http.as("bob", "secret:ü").get("/health").status()).isEqualTo(401);
    assertThat(http.as("ann", "secret:ü").get("/health").status()).isEqualTo(200);
    assertThat(http.as("ann", "secret:ü").jolokia("version", Map.of()).toString())
        .contains("\"agent\"");
  }

  @Test
  void the_scheme_of_a_password_is_known_in_any_case() {
    Http http = worker(Optional.of(new Login("ann", "secret")));
    String pair = Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));

    for (String given : List.of("Basic " + pair, "basic " + pair, "BASIC  " + pair)) {
      assertThat(http.with("Authorization", given).get("/health").status())
          .as(given)
          .isEqualTo(200);
    }
    for (String given :
        List.of("basic", "basic ", pair, "Basic" + pair, "Bearer " + pair, "basic " + pair + "x")) {
      assertThat(http.with("Authorization", given).get("/health").status())
          .as(given)
          .isEqualTo(401);
    }
  }

  /** The first line of the answer. */
  private static String raw(int port, String line, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              (line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return answer.lines().findFirst().orElse("");
    }
  }

  @Test
  void a_web_page_whose_name_leads_here_gets_nothing() throws IOException {
    Http http = worker(Optional.empty());

    assertThat(raw(http.port(), "GET /observe/health", "evil.example")).contains(" 421 ");
    for (Http page :
        List.of(
            http.with("Origin", "http://evil.example"),
            http.with("Referer", "http://evil.example/page"),
            http.with("Sec-Fetch-Site", "cross-site"),
            http.with("Sec-Fetch-Site", "same-site").with("X-Forwarded-For", "::1"))) {
      assertThat(page.get("/health").status()).isEqualTo(403);
      assertThat(page.get("/jolokia/version").status()).isEqualTo(403);
      assertThat(page.post("/jolokia/", "{\"type\":\"version\"}").status()).isEqualTo(403);
    }
  }

  @Test
  void jolokia_shows_what_hawtio_needs_and_pauses_our_parts() {
    Http http = worker(Optional.empty());
    String consumer = http.jolokia("search", Map.of("mbean", CONSUMERS)).at("/value").toString();

    assertThat(consumer).contains("RedisQueueConsumer");
    String name = consumer.replaceAll("(?s).*\"([^\"]*RedisQueueConsumer[^\"]*)\".*", "$1");
    site.end(site.submit("good", Map.of(), RunOn.ALL, "web01").get(0));
    await("the count moves")
        .untilAsserted(
            () ->
                assertThat(
                        http.jolokia("read", Map.of("mbean", name))
                            .at("/value/ProcessedJobs")
                            .asInt())
                    .isEqualTo(1));
    String context =
        "org.apache.camel:context=celeryroot-worker-web01,type=context,name=\"celeryroot-worker-web01\"";
    assertThat(
            http.jolokia("exec", Map.of("mbean", context, "operation", "dumpRoutesAsXml()"))
                .at("/value")
                .asText())
        .contains("id=\"worker.web\"");

    http.jolokia("exec", Map.of("mbean", name, "operation", "pauseClaiming"));
    http.jolokia("exec", Map.of("mbean", name, "operation", "pauseClaiming"));
    assertThat(http.jolokia("read", Map.of("mbean", name)).at("/value/Paused").asBoolean())
        .isTrue();
    assertThat(http.metric("celeryroot_paused{role=\"web\"}")).isEqualTo(1);
    assertThat(http.get("/health").status()).isEqualTo(200);
    http.jolokia("exec", Map.of("mbean", name, "operation", "resumeClaiming()"));
    assertThat(http.jolokia("read", Map.of("mbean", name)).at("/value/Paused").asBoolean())
        .isFalse();
    assertThat(http.metric("celeryroot_paused{role=\"web\"}")).isZero();
  }

  @Test
  void a_producer_that_an_operator_has_paused_is_seen_in_the_metrics() {
    Http http = beat();
    String name =
        http.jolokia("search", Map.of("mbean", "org.apache.camel:type=producers,*"))
            .at("/value")
            .toString()
            .replaceAll("(?s).*\"([^\"]*RedisQueueProducer[^\"]*)\".*", "$1");

    http.jolokia("exec", Map.of("mbean", name, "operation", "pauseSubmitting"));
    assertThat(http.metric("celeryroot_paused{role=\"web\"}")).isEqualTo(1);
    http.jolokia("exec", Map.of("mbean", name, "operation", "resumeSubmitting"));
    http.jolokia("exec", Map.of("mbean", name, "operation", "resumeSubmitting"));
    assertThat(http.metric("celeryroot_paused{role=\"web\"}")).isZero();
  }

  /**
   * Over HTTP browsers do not say of a GET that a picture on a page of another site is behind it.
   */
  @Test
  void jolokia_does_nothing_on_a_get() {
    Http http = worker(Optional.of(new Login("ann", "secret"))).as("ann", "secret");
    String name =
        http.jolokia("search", Map.of("mbean", CONSUMERS))
            .at("/value")
            .toString()
            .replaceAll("(?s).*\"([^\"]*RedisQueueConsumer[^\"]*)\".*", "$1");
    assertThat(name).startsWith("org.apache.camel:");
    String exec = "exec/" + URLEncoder.encode(name, UTF_8) + "/pauseClaiming";

    for (String path : List.of("/jolokia/" + exec, "/jolokia?p=" + exec, "/jolokia/?p=/" + exec)) {
      assertThat(http.get(path).body()).as(path).doesNotContain("\"status\":200");
    }
  }

  @Test
  void jolokia_takes_no_get_and_no_type_that_its_policy_does_not_know() {
    Http http = worker(Optional.empty());

    assertThat(http.get("/jolokia/version").status()).isEqualTo(405);
    assertThat(
            http.post("/jolokia/", "{\"type\":\"notification\",\"command\":\"register\"}").status())
        .isEqualTo(403);
    assertThat(
            http.post("/jolokia/", "[{\"type\":\"version\"},{\"type\":\"notification\"}]").status())
        .isEqualTo(403);
    assertThat(http.post("/jolokia/", "{\"type\":\"version\"}").status()).isEqualTo(200);
  }

  @Test
  void a_huge_body_is_refused_and_the_port_goes_on() {
    Http http = worker(Optional.empty());
    String huge = "x".repeat(2_000_000);

    for (String path : List.of("/jolokia/", "/health", "/no-such-thing")) {
      try {
        assertThat(http.post(path, huge).status()).as(path).isEqualTo(413);
      } catch (UncheckedIOException e) {
        assertThat(e.getCause()).as("cut off while it was sending").isInstanceOf(IOException.class);
      }
    }
    assertThat(http.get("/health").status()).isEqualTo(200);
  }

  @Test
  void a_wrong_password_is_answered_late_and_a_right_one_at_once() {
    Http http = worker(Optional.of(new Login("ann", "secret")));
    for (int i = 0; i < 4; i++) {
      assertThat(http.as("ann", "guess" + i).get("/health").status()).isEqualTo(401);
    }

    Instant start = Instant.now();
    assertThat(http.as("ann", "guess").get("/health").status()).isEqualTo(401);
    Instant answered = Instant.now();
    assertThat(http.as("ann", "secret").get("/metrics").status()).isEqualTo(200);

    assertThat(Duration.between(start, answered)).isGreaterThan(Duration.ofMillis(1500));
    assertThat(Duration.between(answered, Instant.now())).isLessThan(Duration.ofMillis(1500));
  }

  @Test
  void jolokia_does_nothing_else() {
    Http http = worker(Optional.empty());
    String context = "org.apache.camel:context=celeryroot-worker-web01,type=context,*";

    Stream.of(
            Map.of("mbean", "java.lang:type=Memory", "operation", "gc"),
            Map.of("mbean", "com.sun.management:type=DiagnosticCommand", "operation", "vmVersion"),
            Map.of("mbean", "com.sun.management:type=HotSpotDiagnostic", "operation", "dumpHeap"),
            Map.of("mbean", "java.util.logging:type=Logging", "operation", "setLoggerLevel"),
            Map.of(
                "mbean", "JMImplementation:type=MBeanServerDelegate", "operation", "registerMBean"),
            Map.of("mbean", context, "operation", "stop"),
            Map.of("mbean", context, "operation", "sendBody(java.lang.String,java.lang.Object)"),
            Map.of("mbean", context, "operation", "dumpRoutesAsXml(),stop"),
            Map.of("mbean", CONSUMERS, "operation", "stop"),
            Map.of("mbean", "org.apache.camel:*", "operation", "stop"),
            Map.of("mbean", "*:*", "operation", "pauseClaiming"),
            Map.of("mbean", "*:*", "operation", "gc"))
        .forEach(
            request ->
                assertThat(http.jolokia("exec", request).at("/status").asInt())
                    .as("%s", request)
                    .isEqualTo(403));
    Stream.of(
            Map.of("mbean", "java.lang:type=Memory", "attribute", "Verbose", "value", "true"),
            Map.of("mbean", "java.lang:type=*", "attribute", "Verbose", "value", "true"))
        .forEach(
            request ->
                assertThat(http.jolokia("write", request).at("/status").asInt())
                    .as("%s", request)
                    .isEqualTo(403));
    assertThat(
            http.jolokia(
                    "read",
                    Map.of("mbean", "java.lang:type=Runtime", "attribute", "SystemProperties"))
                .at("/status")
                .asInt())
        .isEqualTo(403);
    assertThat(http.jolokia("read", Map.of("mbean", "java.lang:*")).toString())
        .doesNotContain("java.class.version");
  }

  /** What a route of the user's own gets from the environment. */
  @Test
  void jolokia_does_not_show_the_values_of_placeholders(@TempDir Path directory)
      throws IOException {
    System.setProperty("celeryroot.test.token", "s3cr3t-token");
    Files.writeString(
        directory.resolve("mine.camel.yaml"),
        """
        - route:
            id: mine
            from:
              uri: direct://ann:{{sys:celeryroot.test.token}}@mail
              steps:
                - to: "exec:true?args={{sys:celeryroot.test.token}}"
        """
            + STEPS.replace("SECRET", "{{sys:celeryroot.test.token}}").indent(8));
    site.close();
    site = TestSite.of(CL_YAML + "routes: " + directory.resolve("*.camel.yaml") + "\n");
    Http http = worker(Optional.empty());
    String context =
        "org.apache.camel:context=celeryroot-worker-web01,type=context,name=\"celeryroot-worker-web01\"";
    String route = "org.apache.camel:context=celeryroot-worker-web01,type=routes,name=\"mine\"";

    for (Map.Entry<String, String> form :
        Map.of("dumpRoutesAs", context, "dumpRouteAs", route).entrySet()) {
      assertThat(exec(http, form.getValue(), form.getKey() + "Xml()").at("/value").asText())
          .as(form.getKey())
          .contains("{{sys:celeryroot.test.token}}")
          .doesNotContain("s3cr3t");
      for (String operation : List.of(form.getKey() + "Xml", form.getKey() + "Yaml")) {
        for (String signature :
            List.of(
                "",
                "(boolean)",
                "( boolean )",
                "(boolean,boolean)",
                "(boolean,boolean,boolean)",
                "(boolean,boolean,boolean,boolean)")) {
          JsonNode answer = exec(http, form.getValue(), operation + signature, true, true, true);
          assertThat(answer.at("/status").asInt()).as(operation + signature).isEqualTo(403);
        }
      }
    }
    assertThat(http.jolokia("read", Map.of("mbean", route)).at("/value/State").asText())
        .isEqualTo("Started");
    for (String kind :
        List.of("type=routes,", "type=consumers,", "type=producers,", "type=processors,", "")) {
      String all =
          http.jolokia("read", Map.of("mbean", "org.apache.camel:" + kind + "*")).toString();
      assertThat(all.length()).as(kind).isGreaterThan(100);
      assertThat(all).as(kind).doesNotContain("s3cr3t");
    }
  }

  private static JsonNode exec(Http http, String mbean, String operation, Object... arguments) {
    return http.jolokia(
        "exec", Map.of("mbean", mbean, "operation", operation, "arguments", List.of(arguments)));
  }

  @Test
  void metrics_count_jobs_by_task_role_and_outcome() {
    Http http = worker(Optional.empty());
    site.end(site.submit("good", Map.of(), RunOn.ALL, "web01").get(0));
    site.end(site.submit("bad", Map.of(), RunOn.ALL, "web01").get(0));
    site.end(site.submit("made-up", Map.of(), RunOn.ALL, "web01").get(0));

    await()
        .untilAsserted(
            () ->
                assertThat(http.get("/metrics").body())
                    .contains(
                        "celeryroot_jobs_total{outcome=\"ok\",role=\"web\",task=\"good\"} 1.0",
                        "celeryroot_jobs_total{outcome=\"failed\",role=\"web\",task=\"bad\"} 1.0",
                        "celeryroot_jobs_total{outcome=\"rejected\",role=\"web\",task=\"other\"} 1.0",
                        "celeryroot_job_duration_seconds_count{role=\"web\",task=\"good\"} 1",
                        "celeryroot_redis_up 1.0",
                        "celeryroot_workers{role=\"web\",state=\"alive\"} 1.0")
                    .doesNotContain("made-up"));
  }

  @Test
  void metrics_show_how_long_the_oldest_job_waits() {
    Http http = worker(Optional.empty());
    Instant before = Instant.now();
    site.submit("good", Map.of(), RunOn.ALL, "web02");
    await().until(() -> Duration.between(before, Instant.now()).toMillis() > 1100);

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              assertThat(http.metric("celeryroot_queue_jobs{role=\"web\",state=\"waiting\"}"))
                  .isEqualTo(1);
              assertThat(http.metric("celeryroot_queue_oldest_seconds{role=\"web\"}"))
                  .isBetween(1.0, 20.0);
            });
  }

  @Test
  void a_scrape_does_not_wait_for_a_redis_that_is_silent() {
    Http http = worker(Optional.empty());
    http.get("/metrics");
    site.network().inflict(FaultProxy.Fault.BLACK_HOLE);

    await("known to be away")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Instant began = Instant.now();
              String scraped = http.get("/metrics").body();
              assertThat(Duration.between(began, Instant.now()))
                  .isLessThan(site.config().redis().timeout());
              assertThat(scraped)
                  .contains("celeryroot_redis_up 0.0", "celeryroot_beats{state=\"alive\"} NaN");
            });
    site.network().heal();
  }

  @Test
  void one_port_of_cl_up_speaks_for_all_its_contexts() {
    UpProcess up =
        Processes.up(
            site.config(),
            List.of("web01", "web02"),
            EngineListener.NONE,
            settings(Optional.empty()));
    service = up;
    up.start();
    Http http = Http.at(up.managementAddress().orElseThrow());

    await()
        .untilAsserted(
            () ->
                assertThat(http.get("/health?exposureLevel=full").body())
                    .startsWith("{\"status\":\"UP\"")
                    .contains(
                        "context:celeryroot-worker-web01",
                        "context:celeryroot-worker-web02",
                        "\"beat\""));
    assertThat(
            http.jolokia("search", Map.of("mbean", "org.apache.camel:type=context,*")).toString())
        .contains("celeryroot-worker-web01", "celeryroot-worker-web02", "celeryroot-beat-here");
    site.submit("good", Map.of(), RunOn.ALL, "web").forEach(site::end);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        http.metric(
                            "celeryroot_jobs_total{outcome=\"ok\",role=\"web\",task=\"good\"}"))
                    .isGreaterThanOrEqualTo(2));

    site.network().inflict(FaultProxy.Fault.REFUSE);
    await("down").atMost(Duration.ofSeconds(8)).until(() -> http.get("/health").status() == 503);
  }
}
