// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.jbang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.queue.schedule.ScheduleStates;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beat and one worker under {@code camel run}, with the command lines of docs/camel.md, and another
 * worker of the same role under {@code cl}. The processes start slowly, so the tests share them and
 * run in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CamelRunIT {

  private static final String CL_YAML =
      """
      workers:
        webserver:
          hostnames: [webserver01, webserver02]
          concurrency: 1
        database:
          hostnames: [dbserver01]
      tasks:
        greet: {command: [echo, "hello {name}"], params: {name: {default: world}}}
        nap: {command: [sleep, "{seconds}"], params: {seconds: {required: true, pattern: "[0-9.]+"}}}
      schedules:
        greetings:
          {cron: "* * * * *", task: greet, targets: [webserver], params: {name: all}, catch_up: all, overlap: allow}
      """;

  private static final String LINE = "{webserver_tasks}.webserver01";

  @TempDir static Path directory;
  private static CamelSite site;
  private static Instant due;
  private static int port;
  private static CamelSite.Running beat;
  private static CamelSite.Running underCamel;
  private static CamelSite.Running underCl;

  @BeforeAll
  static void startAll() throws IOException, InterruptedException {
    site = new CamelSite(directory);
    site.write(CL_YAML);
    // Beat catches up at the start, so no test waits for the full minute.
    due = site.redis().serverTime().truncatedTo(ChronoUnit.MINUTES);
    new ScheduleStates(site.redis(), Duration.ofDays(7))
        .recordDue("greetings", due.minusSeconds(60), "before");
    beat = site.start(copy("beat"), command("camel run .*worker\\*.*"));
    port = freePort();
    underCamel =
        site.start(
            copy("camel"),
            command("camel run .*beat\\*.*name=celeryroot-webserver01.*")
                + " --prop=celeryroot.graceMillis=300"
                + " --prop=camel.management.enabled=true --management-port="
                + port);
    underCl =
        site.start(
            directory, command("cl cl.yaml --worker --hostname webserver01").replace("01", "02"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Copies the routes to a working directory for each run, because camel run keeps files in it. */
  private static Path copy(String name) throws IOException {
    Path to = Files.createDirectories(directory.resolve(name));
    Files.copy(directory.resolve("cl.yaml"), to.resolve("cl.yaml"));
    Files.createDirectories(to.resolve("routes"));
    try (Stream<Path> files = Files.list(directory.resolve("routes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve("routes").resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** Finds the one line of docs/camel.md that matches. */
  private static String command(String pattern) throws IOException {
    List<String> found =
        Files.readAllLines(Path.of("docs/camel.md")).stream()
            .filter(line -> line.matches(pattern))
            .distinct()
            .toList();
    assertThat(found).as(pattern).hasSize(1);
    return found.get(0).replaceFirst(" +#.*", "");
  }

  @AfterAll
  static void stopAll() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  @Order(1)
  void beat_under_camel_run_queues_jobs_for_workers_of_camel_run_and_cl() {
    String run = RunIds.due("greetings", due);

    for (String host : List.of("webserver01", "webserver02")) {
      JobResult result = site.end(run + "." + host);
      JobOutcome outcome = result.outcome().orElseThrow();

      assertThat(outcome.outcome()).isEqualTo(Outcome.OK);
      assertThat(outcome.stdout()).isEqualTo("hello all\n");
      assertThat(result.host()).isEqualTo(host);
    }
  }

  @Test
  @Order(2)
  void workers_under_camel_run_and_under_cl_share_the_queue_of_their_role() {
    List<String> jobs =
        Stream.generate(() -> site.submit("nap", Map.of("seconds", "0.5"), RunOn.ANY, "webserver"))
            .limit(6)
            .flatMap(List::stream)
            .toList();

    Map<String, Long> byHost =
        jobs.stream()
            .map(site::end)
            .collect(Collectors.groupingBy(JobResult::host, Collectors.counting()));
    assertThat(byHost).containsOnlyKeys("webserver01", "webserver02");
  }

  @Test
  @Order(3)
  void both_have_the_same_health_checks_and_managed_consumers() throws Exception {
    try (Jmx camel = Jmx.of(underCamel.process());
        Jmx cl = Jmx.of(underCl.process())) {
      assertThat(camel.attributes("webserver_tasks")).isEqualTo(cl.attributes("webserver_tasks"));
      assertThat(camel.value("webserver_tasks", "Connected")).isEqualTo(true);
      assertThat(camel.health()).isEqualTo(cl.health()).isEqualTo("UP");
    }
  }

  @Test
  @Order(4)
  void the_management_port_of_camel_run_says_that_it_is_well() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("UP");
  }

  @Test
  @Order(4)
  void the_camel_command_reaches_only_processes_of_camel_run() throws Exception {
    // A process tells of itself every few seconds.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(site.run(directory, "camel ps").out())
                    .contains(
                        " " + beat.process().pid() + " ", " " + underCamel.process().pid() + " ")
                    .contains("celeryroot-beat", "celeryroot-webserver01")
                    .doesNotContain(" " + underCl.process().pid() + " "));
  }

  @Test
  @Order(5)
  void camel_run_releases_a_job_that_does_not_end_within_the_grace_time() throws Exception {
    // A run of the next minute would wait in the same queue.
    beat.process().toHandle().destroy();
    beat.awaitEnd();
    await("an empty line").until(() -> site.redis().jedis().llen(LINE) == 0);
    String job = site.submit("nap", Map.of("seconds", "4711"), RunOn.ALL, "webserver01").get(0);
    await().until(() -> site.result(job).flatMap(JobResult::started).isPresent());

    underCamel.process().toHandle().destroy();

    assertThat(underCamel.awaitEnd()).as(underCamel.said()).isEqualTo(143);
    assertThat(underCamel.said()).contains(job + " host=webserver01 attempt=1: released");
    assertThat(site.run(directory, "cl queue list").out()).containsPattern("webserver01 +1 ");
    assertThat(site.redis().jedis().lrange(LINE, 0, -1)).singleElement().asString().contains(job);
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(p -> p.info().commandLine().orElse("").contains("sleep 4711"));
  }

  @Test
  @Order(6)
  void routes_of_another_cl_yaml_do_not_start_under_camel_run() throws Exception {
    Path where = copy("stale");
    Files.writeString(
        where.resolve("cl.yaml"),
        Files.readString(where.resolve("cl.yaml")).replace("4711", "1")
            + "  more: {cron: \"1 1 * * *\", task: greet, targets: [webserver]}\n");

    CamelSite.Ended ended = site.run(where, command("camel run .*worker\\*.*"));

    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.out()).contains("fix: cl generate-routes");
  }
}
