// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobResult;
import io.celeryroot.queue.output.OutputEntry;
import io.celeryroot.queue.output.OutputLog;
import io.celeryroot.testing.FaultProxy.Fault;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveOutputIT {

  private static final String CL_YAML =
      """
      workers:
        web: {hostnames: [web01], concurrency: 2}
      tasks:
        talk:
          on_lost: fail
          params: {go: {required: true}}
          script: 'echo first; while [ ! -e "$go" ]; do sleep 0.05; done; : >"$go.seen"; echo second'
        flood: {command: [sh, -c, "yes 0123456789abcde | head -c 100000000"], timeout: 2m}
        little: {script: "seq 1000; sleep 0.7", max_output: 1KB}
        quick: {command: [echo, hello]}
      schedules: {}
      """;

  @TempDir private Path directory;

  @Test
  void what_was_printed_before_the_worker_was_killed_can_be_read_after() throws Exception {
    Path go = directory.resolve("go");
    try (TestSite site = TestSite.with(CL_YAML).in(directory).start()) {
      TestProcess worker = site.workerProcess("web01");
      String job = site.submit("talk", Map.of("go", go.toString()), RunOn.ALL, "web01").get(0);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> text(entries(site, job)).equals("first\n"));

      worker.kill();

      assertThat(text(entries(site, job))).isEqualTo("first\n");
      Files.createFile(go);
      await("the end of the program, which outlives its worker")
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(directory.resolve("go.seen")));
    }
  }

  @Test
  void a_flood_of_output_is_bounded_and_spares_the_result() throws IOException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      site.worker("web01");
      String job = site.submit("flood", Map.of(), RunOn.ALL, "web01").get(0);

      JobResult result = site.end(job, Duration.ofSeconds(60));

      assertThat(result.outcome().orElseThrow().truncated()).isTrue();
      List<OutputEntry> entries = entries(site, job);
      assertThat(text(entries).length()).isLessThan(700 << 10);
      assertThat(text(entries)).startsWith("0123456789abcde\n");
      if (!entries.isEmpty()) {
        assertThat(entries.get(entries.size() - 1).piece().end()).isEqualTo(100_000_000);
      }
    }
  }

  @Test
  void output_of_a_short_job_is_stored_only_in_its_result() throws IOException {
    try (TestSite site = TestSite.of(CL_YAML)) {
      site.worker("web01");
      String job = site.submit("quick", Map.of(), RunOn.ALL, "web01").get(0);

      assertThat(site.end(job).outcome().orElseThrow().stdout()).isEqualTo("hello\n");
      assertThat(entries(site, job)).isEmpty();
    }
  }

  @Test
  void live_output_expires_early_only_when_the_result_contains_it() throws IOException {
    Path go = directory.resolve("go");
    try (TestSite site = TestSite.of(CL_YAML)) {
      site.worker("web01");
      String whole = site.submit("talk", Map.of("go", go.toString()), RunOn.ALL, "web01").get(0);
      await().atMost(Duration.ofSeconds(10)).until(() -> !entries(site, whole).isEmpty());
      Files.createFile(go);
      String cut = site.submit("little", Map.of(), RunOn.ALL, "web01").get(0);

      assertThat(site.end(whole).outcome().orElseThrow().stdout()).isEqualTo("first\nsecond\n");
      assertThat(site.end(cut).outcome().orElseThrow().truncated()).isTrue();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> leftOf(site, whole).compareTo(OutputLog.KEPT_BESIDE_RESULT) <= 0);
      assertThat(text(entries(site, whole))).isEqualTo("first\nsecond\n");
      assertThat(leftOf(site, cut)).isGreaterThan(Duration.ofDays(6));
    }
  }

  private static Duration leftOf(TestSite site, String job) {
    return Duration.ofMillis(site.redis().jedis().pttl("cl.output." + job));
  }

  @Test
  void a_job_goes_on_printing_while_redis_is_away() throws IOException {
    Path go = directory.resolve("go");
    try (TestSite site = TestSite.of(CL_YAML)) {
      site.worker("web01");
      String job = site.submit("talk", Map.of("go", go.toString()), RunOn.ALL, "web01").get(0);
      await().atMost(Duration.ofSeconds(10)).until(() -> !entries(site, job).isEmpty());

      site.network().inflict(Fault.REFUSE);
      Files.createFile(go);
      site.network().heal();

      JobResult result = site.end(job);
      assertThat(result.outcome().orElseThrow().stdout()).isEqualTo("first\nsecond\n");
    }
  }

  private static List<OutputEntry> entries(TestSite site, String job) {
    return new OutputLog(site.redis(), site.config().resultsKept())
        .read(job, OutputLog.START, 10_000);
  }

  private static String text(List<OutputEntry> entries) {
    return entries.stream().map(entry -> entry.piece().text()).collect(Collectors.joining());
  }
}
