// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Target;
import io.celeryroot.job.message.TraceContext;
import io.celeryroot.job.run.RunRecord;
import io.celeryroot.queue.RunRecords;
import io.celeryroot.queue.schedule.ScheduleStates;
import io.celeryroot.testing.Distribution;
import io.celeryroot.testing.OtlpReceiver;
import io.celeryroot.testing.OtlpReceiver.Received;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans of real processes, as a collector receives them; and traces where nobody collects. */
class TracesIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01]}
      tasks:
        exit: {command: [sh, -c, "exit 3"]}
        strict: {command: [echo], params: {n: {required: true}}}
        trace: {script: 'echo "$TRACEPARENT ${TRACESTATE:-}"'}
      schedules:
        yearly: {cron: "* * * * *", task: trace, targets: [web01]}
      """;
  private static final String NO_ARGUMENTS = "W1tdLCB7fSwge31d";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String GOOD = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private TestSite site;

  @BeforeEach
  void startRedis() {
    site = TestSite.of(CL_YAML);
  }

  @AfterEach
  void stop() throws IOException {
    processes.forEach(Process::destroyForcibly);
    site.close();
  }

  @Test
  void a_due_run_is_one_trace_from_beat_to_result() throws Exception {
    new ScheduleStates(site.redis(), Duration.ofDays(1))
        .recordChecked("yearly", Instant.now().minus(Duration.ofMinutes(2)));
    try (OtlpReceiver collector = new OtlpReceiver()) {
      start(collector.endpoint(), "--beat");
      start(collector.endpoint(), "--worker", "--hostname", "web01");
      await("due run").atMost(Duration.ofSeconds(90)).until(() -> !runs().isEmpty());
      RunRecord run = runs().get(runs().size() - 1);
      String trace = TraceContext.traceId(run.id());
      String stdout =
          site.end(run.jobs().get(0).id(), Duration.ofSeconds(60)).outcome().orElseThrow().stdout();
      await("spans")
          .atMost(Duration.ofSeconds(20))
          .until(() -> spans(collector, trace).size() >= 6);

      List<Received> spans = spans(collector, trace);
      assertThat(spans)
          .extracting(Received::name)
          .containsExactlyInAnyOrder("due", "enqueue", "claim", "attempt", "exec", "result");
      assertThat(span(spans, "due").parent()).isEmpty();
      assertThat(span(spans, "enqueue").parent()).isEqualTo(span(spans, "due").id());
      assertThat(span(spans, "claim").parent()).isEqualTo(span(spans, "enqueue").id());
      assertThat(span(spans, "attempt").parent()).isEqualTo(span(spans, "claim").id());
      assertThat(span(spans, "exec").parent()).isEqualTo(span(spans, "attempt").id());
      assertThat(span(spans, "result").parent()).isEqualTo(span(spans, "claim").id());
      assertThat(span(spans, "claim").attributes())
          .containsEntry("celeryroot.run", run.id())
          .containsEntry("celeryroot.host", "web01")
          .containsEntry("celeryroot.outcome", "ok");
      assertThat(stdout).isEqualTo("00-" + trace + "-" + span(spans, "exec").id() + "-01 \n");
    }
  }

  @Test
  void spans_of_failed_and_refused_jobs_hide_parameters() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      start(collector.endpoint(), "--worker", "--hostname", "web01");
      push("a", "nothing", NO_ARGUMENTS, "");
      push("b", "strict", NO_ARGUMENTS, "");
      site.submit("exit", Map.of(), RunOn.ALL, "web01");
      await("spans").atMost(Duration.ofSeconds(60)).until(() -> claims(collector).size() == 3);

      assertThat(claims(collector))
          .extracting(
              claim ->
                  String.join(
                      " ",
                      claim.attributes().get("celeryroot.task"),
                      claim.attributes().get("celeryroot.outcome"),
                      claim.failure()))
          .containsExactlyInAnyOrder(
              "nothing rejected rejected", "strict rejected rejected", "exit failed failed");
    }
  }

  private static List<Received> claims(OtlpReceiver collector) {
    return collector.spans().stream().filter(span -> span.name().equals("claim")).toList();
  }

  @Test
  void a_collector_that_is_away_costs_one_line_and_no_job() throws Exception {
    Process worker = start(closedPort(), "--worker", "--hostname", "web01");
    for (int i = 0; i < 5; i++) {
      String job = site.submit("trace", Map.of(), RunOn.ALL, "web01").get(0);
      assertThat(site.end(job, Duration.ofSeconds(60)).outcomeText()).isEqualTo("ok");
    }
    await("the line").atMost(Duration.ofSeconds(60)).until(() -> log().contains("nobody listens"));
    String job = site.submit("trace", Map.of(), RunOn.ALL, "web01").get(0);
    site.end(job);
    worker.destroy();

    assertThat(worker.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isZero();
    assertThat(log().lines().filter(line -> line.contains("WARN"))).hasSize(1);
    assertThat(log()).doesNotContain("Exception", "SEVERE");
  }

  @Test
  void a_celery_traceparent_reaches_the_task_unless_malformed() throws Exception {
    start("", "--worker", "--hostname", "web01");

    assertThat(traceOf("a", GOOD, "vendor=1")).isEqualTo(GOOD + " vendor=1\n");
    assertThat(traceOf("b", GOOD, "no state")).isEqualTo(GOOD + " \n");
    assertThat(traceOf("c", "$(id)", "vendor=1"))
        .isEqualTo(TraceContext.of("c", "c").traceparent() + " \n");
    assertThat(traceOf("d", "", "")).startsWith("00-" + TraceContext.traceId("d"));
  }

  /** What the task saw when a foreign client sent these headers. */
  private String traceOf(String id, String traceparent, String tracestate) {
    String headers =
        "\"traceparent\":\"%s\",\"tracestate\":\"%s\"".formatted(traceparent, tracestate);
    push(id, "trace", NO_ARGUMENTS, ", " + headers);
    return site.end(id, Duration.ofSeconds(60)).outcome().orElseThrow().stdout();
  }

  /** What a foreign client sends; {@code more} headers follow a comma. */
  private void push(String id, String task, String body, String more) {
    String message =
        """
        {"body": "%s", "content-encoding": "utf-8", "content-type": "application/json",
         "headers": {"task": "%s", "id": "%s"%s},
         "properties": {"body_encoding": "base64", "delivery_tag": "x"}}
        """
            .formatted(body, task, id, more);
    site.redis().jedis().lpush("web_tasks", message);
  }

  @Test
  void a_job_of_ours_says_its_trace_to_celery_workers() throws Exception {
    String job = site.submit("trace", Map.of(), RunOn.ALL, "web01").get(0);

    String message = site.redis().jedis().lindex("{web_tasks}.web01", 0);

    String run = job.replace(".web01", "");
    assertThat(message)
        .contains("\"traceparent\":\"" + TraceContext.of(run, job).traceparent() + "\"");
    assertThat(
            MessageCodec.read(message, new Target("web", "web_tasks", Optional.of("web01")))
                .trace())
        .contains(TraceContext.of(run, job));
  }

  private List<RunRecord> runs() {
    return new RunRecords(site.redis()).list(10, run -> run.schedule().isPresent());
  }

  private static List<Received> spans(OtlpReceiver collector, String trace) {
    return collector.spans().stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private static Received span(List<Received> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private Process start(String collector, String... arguments) throws IOException {
    Path file = directory.resolve("cl.yaml");
    Files.writeString(file, "redis: " + site.config().redis().url() + "\n" + CL_YAML);
    List<String> command = new ArrayList<>(List.of(Distribution.cl().toString(), file.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    builder.environment().put("OTEL_BSP_SCHEDULE_DELAY", "200");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    processes.add(process);
    return process;
  }
}
