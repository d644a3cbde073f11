// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.monitor.Monitor;
import io.celeryroot.redis.Redis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Results of many hosts, and their difference from the last success, with real workers. */
final class TaskResultsIT {

  @RegisterExtension static final TestRedis server = TestRedis.shared();

  @TempDir private Path directory;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private ClConfig config;
  private Redis redis;
  private Cl cl;

  @BeforeEach
  void connect() throws IOException {
    String text =
        """
        redis: %s
        workers: {web: {hostnames: [web01, web02, web03, web04]}}
        tasks:
          report:
            script: |
              cat DIR/text
              if test "$CL_HOST" = web03 && test -e DIR/broken; then echo bad >&2; exit 2; fi
        """
            .formatted(server.url())
            .replace("DIR", directory.toString());
    Files.writeString(directory.resolve("text"), "one\ntwo\nthree\n");
    config = TestSite.config(text);
    redis = server.redis();
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
    for (String host : List.of("web01", "web02", "web03", "web04")) {
      WorkerProcess worker = Processes.worker(config, host);
      workers.add(worker);
      worker.start();
    }
  }

  @AfterEach
  void stop() {
    workers.forEach(WorkerProcess::close);
  }

  private String run() {
    String run =
        json(cl.run("task", "report", "-t", "web", "-o", "json").out()).get("run").asText();
    await("end of " + run)
        .atMost(Duration.ofSeconds(30))
        .until(() -> new Monitor(redis, config).run(run).orElseThrow().hasEnded());
    return run;
  }

  @Test
  void failures_come_first_and_hosts_that_agree_are_summed_up() throws IOException {
    Files.writeString(directory.resolve("broken"), "");
    String run = run();

    Cl.Ended all = cl.run("task", "result", run);

    assertThat(all.exitCode()).isEqualTo(1);
    assertThat(all.out())
        .matches(
            """
            (?s)==> web03 <==
            .*: failed \\(exit 2\\) in .*
            --- stdout
            one
            two
            three
            --- stderr
            bad

            ==> web01, web02, web04 <==
            [^\n]+ report on 3 hosts: ok in [^\n]*
            --- stdout
            one
            two
            three
            """);
    Cl.Ended failed = cl.run("task", "result", run, "--failed");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("bad").doesNotContain("web01");
    JsonNode jobs = json(cl.run("task", "result", run, "--failed", "-o", "json").out()).get("jobs");
    assertThat(jobs).hasSize(1);
    assertThat(jobs.get(0).get("host").asText()).isEqualTo("web03");
  }

  @Test
  void of_a_run_whose_record_is_gone_the_jobs_that_have_one_are_told() throws IOException {
    Files.writeString(directory.resolve("broken"), "");
    String run = run();
    redis.jedis().del(Keys.run(run));
    redis.jedis().del(Keys.meta(run + ".web01"));

    Cl.Ended ended = cl.run("task", "result", run);

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err())
        .contains("the record of run " + run + " is gone", "; 3 jobs are on record");
    assertThat(ended.out()).contains("==> web03 <==", "==> web02, web04 <==");
    JsonNode known = json(cl.run("task", "result", run, "-o", "json").out());
    assertThat(known.get("run").asText()).isEqualTo(run);
    assertThat(known.get("jobs")).hasSize(3);
    assertThat(cl.run("task", "logs", run).out()).contains("one");
    Cl.Ended why = cl.run("why", run);
    assertThat(why.exitCode()).as(why.err()).isZero();
    assertThat(why.out())
        .startsWith(run + ": the record of the run is gone; what is known: ran: failed (exit 2)")
        .contains("2 jobs: ran: ok");
    assertThat(cl.run("why", run, "web02").out()).contains("what is known: ran: ok on web02");
    assertThat(cl.run("task", "result", run.replace("report", "reporx")).exitCode()).isEqualTo(4);
  }

  @Test
  void a_run_is_compared_with_the_last_success_of_each_host() throws IOException {
    String good = run();
    Files.writeString(directory.resolve("broken"), "");
    run();
    Files.writeString(directory.resolve("text"), "one\n2\nthree\n");
    String bad = run();

    Cl.Ended diff = cl.run("task", "diff", bad, "web03");

    assertThat(diff.exitCode()).isEqualTo(1);
    assertThat(diff.out())
        .startsWith("web03: failed (exit 2); the output differs (success: " + good + ".web03 at ")
        .contains("--- stdout\n+++ stdout\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n")
        .contains("--- stderr\n+++ stderr\n@@ -0,0 +1,1 @@\n+bad\n");
    assertThat(cl.run("task", "diff", bad).out())
        .contains("web01, web02, web04: ok; the output differs (success: ");
    Cl.Ended first = cl.run("task", "diff", good);
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).isEqualTo("web01, web02, web03, web04: ok; no success before\n");
    JsonNode json = json(cl.run("task", "diff", bad, "web03", "-o", "json").out());
    assertThat(json.get(0).get("success").asText()).isEqualTo(good + ".web03");
    assertThat(cl.run("task", "diff", bad, "web77").exitCode()).isEqualTo(4);
    assertThat(cl.run("task", "diff", "nothing").exitCode()).isEqualTo(4);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
