// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.hawtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.config.read.ConfigReader;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.runtime.BeatProcess;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.ServiceSettings;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.runtime.management.ManagementPorts;
import io.celeryroot.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real hawtio console in a real browser, connected through its proxy to a management port. */
class HawtioIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path PICTURES = Path.of("target/hawtio/pictures");

  private static final String CL_YAML =
      """
      redis: %s
      workers:
        web: {hostnames: [web01]}
      tasks:
        good: {command: ["true"]}
      schedules:
        nightly: {cron: "0 2 * * *", task: good, targets: [web]}
        flow:
          cron: "0 2 * * *"
          tasks: [{task: good, targets: [web]}, {task: good, targets: [web01], always: true}]
      """;

  @TempDir private static Path directory;

  @AutoClose private static EmbeddedRedis server;
  @AutoClose private static Console console;
  @AutoClose private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Browser.missing().ifPresent(Assumptions::abort);
    server = EmbeddedRedis.start(Optional.empty(), List.of());
    console = new Console(directory);
    browser = Browser.start(directory);
  }

  @Test
  void the_console_shows_our_routes_and_a_job_count_that_moves() throws Exception {
    try (WorkerProcess worker = worker(config());
        Redis redis = Redis.connect(config().redis())) {
      connect(worker.managementAddress().orElseThrow());
      see("celeryroot-worker-web01", "celeryroot.worker", "worker.web", "task.good");

      await("the tree").atMost(PATIENCE).until(() -> browser.click("routes"));
      await("the table of routes").atMost(PATIENCE).until(() -> completed() >= 0);
      int before = completed();
      submit(config(), redis);
      submit(config(), redis);
      await("two jobs more")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(completed()).isEqualTo(before + 2));
      browser.picture(PICTURES.resolve("routes.png"));

      diagram("worker.web", "From redis-queue:", "To D direct:");
      diagram("task.good", "From direct:task.", "Bean celeryrootTa", "To exec:true");
    }
  }

  @Test
  void the_diagram_of_a_workflow_is_the_workflow() throws Exception {
    try (BeatProcess beat = Processes.beat(config(), "beat1", EngineListener.NONE, managed())) {
      beat.start();
      connect(beat.managementAddress().orElseThrow());
      see("celeryroot-beat-beat1", "beat.flow", "workflow.flow");

      await("the tree").atMost(PATIENCE).until(() -> browser.click("routes"));
      diagram("workflow.flow", "From direct:workf", "To redis-queue:fl");
      assertThat(browser.text().split("To redis-queue:fl", -1)).as("two steps").hasSize(3);
    }
  }

  private static ServiceSettings managed() {
    return new ServiceSettings(false, Optional.of(ManagementPorts.onLoopback(Optional.empty())));
  }

  private static ClConfig config() {
    return ConfigReader.read("cl.yaml", CL_YAML.formatted(server.url()), Map.of(), Optional.empty())
        .config()
        .orElseThrow();
  }

  private static WorkerProcess worker(ClConfig config) {
    WorkerProcess worker = Processes.worker(config, "web01", EngineListener.NONE, managed());
    worker.start();
    return worker;
  }

  /**
   * Connection as the form "Add connection" of the console stores it and its button "Connect" opens
   * it.
   */
  private static void connect(URI management) {
    browser.open(console.address().toString());
    browser.run(
        """
        localStorage.setItem('connect.connections', JSON.stringify({site: {id: 'site', name: 'site',
            scheme: 'http', host: '127.0.0.1', port: Number(arguments[0]), path: arguments[1]}}));
        """,
        String.valueOf(management.getPort()),
        management.getPath() + "/jolokia");
    browser.open(console.address() + "?con=site");
  }

  private static void see(String... words) {
    await("the page shows it")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(browser.text()).contains(words));
  }

  /**
   * Number of exchanges that the worker's route has completed, from its row; -1 if the row is
   * missing.
   */
  private static int completed() {
    Matcher row =
        Pattern.compile("worker\\.web\\s+Started\\s+\\S+\\s+(\\d+)\\s").matcher(browser.text());
    return row.find() ? Integer.parseInt(row.group(1)) : -1;
  }

  private static void submit(ClConfig config, Redis redis) {
    new Submission(redis, config)
        .submit(
            Runs.byHand(
                "good",
                Targets.resolve(config, List.of("web"), Optional.empty(), "good", Set.of())
                    .targets()));
  }

  private static void diagram(String route, String... steps) throws Exception {
    await(route).atMost(PATIENCE).until(() -> browser.click(route));
    await("its diagram").atMost(PATIENCE).until(() -> browser.click("Route Diagram"));
    see(steps);
    browser.picture(PICTURES.resolve(route + ".png"));
  }
}
