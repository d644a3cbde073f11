// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.EndedAttempt;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Target;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a result says, for each way in which a job can end; real routes, Redis and processes. */
@Execution(ExecutionMode.CONCURRENT)
class OutcomesIT {

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void startRedis() throws IOException {
    Files.createFile(
        directory.resolve("locked"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01, web02]}
              any: {hostnames: ["web*"], run_on: any}
              gone: {hostnames: [away]}
            tasks:
              no_binary: {command: [/no/such/program]}
              no_workdir: {command: [pwd], workdir: /no/such/directory}
              no_permission: {command: [DIR/locked]}
              not_utf8: {script: "printf 'a\\\\377b'"}
              killed: {script: "kill -KILL $$"}
              timeout: {script: "sleep 999 & sleep 999", timeout: 1s, kill_after: 1s}
              exit_3: {script: "exit 3", success_exit_codes: [0, 3]}
              exit_4: {script: "exit 4", success_exit_codes: [0, 3]}
              cut: {script: "i=0; while [ $i -lt 9999 ]; do echo $i; i=$((i+1)); done", max_output: 1KB}
              flaky: {script: "echo x >> DIR/tries; exit $(wc -l < DIR/tries)", retries: {max: 3, delay: 1s, backoff: 1, jitter: 0, on_exit: [1, 2]}}
              say: {script: "echo $CL_HOST"}
            schedules: {}
            """
                .replace("DIR", directory.toString()));
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  @Test
  void each_way_to_end_is_told_with_its_exit_code() {
    site.worker("web01");

    assertOutcome("no_binary", "failed (", "/no/such/program", OptionalInt.empty());
    assertOutcome("no_workdir", "failed (", "/no/such/directory", OptionalInt.empty());
    assertOutcome("no_permission", "failed (", "locked", OptionalInt.empty());
    assertOutcome("killed", "failed (killed by SIGKILL)", "", OptionalInt.of(137));
    assertOutcome("exit_3", "ok", "", OptionalInt.of(3));
    assertOutcome("exit_4", "failed (exit 4)", "", OptionalInt.of(4));
    assertThat(run("timeout").outcomeText()).isEqualTo("timed out");
    assertThat(run("not_utf8").outcome().orElseThrow().stdout()).isEqualTo("a\ufffdb");
    JobResult cut = run("cut");
    assertThat(cut.outcomeText()).isEqualTo("ok");
    assertThat(cut.outcome().orElseThrow().truncated()).isTrue();
    assertThat(cut.outcome().orElseThrow().stdout()).startsWith("0\n1\n").endsWith("9998\n");
    assertThat(cut.outcome().orElseThrow().stdout().length()).isLessThan(2000);
  }

  private void assertOutcome(String task, String text, String part, OptionalInt exitCode) {
    JobResult result = run(task);
    assertThat(result.outcomeText()).as(task).startsWith(text).contains(part);
    assertThat(result.outcome().orElseThrow().exitCode()).as(task).isEqualTo(exitCode);
  }

  private JobResult run(String task) {
    return site.end(site.submit(task, Map.of(), RunOn.ALL, "web01").get(0));
  }

  @Test
  void a_retry_waits_in_redis_and_its_result_tells_of_each_attempt() {
    WorkerProcess first = site.worker("web01");
    String job = site.submit("flaky", Map.of(), RunOn.ANY, "web").get(0);
    await().until(() -> site.result(job).filter(r -> r.attempts().size() == 1).isPresent());
    first.close();
    site.worker("web02");

    JobResult result = site.end(job);

    assertThat(result.outcomeText()).isEqualTo("failed (exit 3)");
    assertThat(result.attempts())
        .extracting(EndedAttempt::number, EndedAttempt::outcomeText, EndedAttempt::host)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "failed (exit 1)", "web01"),
            org.assertj.core.groups.Tuple.tuple(2, "failed (exit 2)", "web02"),
            org.assertj.core.groups.Tuple.tuple(3, "failed (exit 3)", "web02"));
    assertThat(result.attempts().get(1).started())
        .isAfter(result.attempts().get(0).started().plusSeconds(1));
    assertThat(result.attempts())
        .extracting(EndedAttempt::duration)
        .allMatch(
            duration -> !duration.isNegative() && duration.compareTo(Duration.ofMinutes(1)) < 0);
  }

  @Test
  void a_job_cancelled_before_its_retry_counts_as_ended() {
    List<Boolean> heard = new CopyOnWriteArrayList<>();
    site.worker("web01", new CancelAtStart(heard));

    JobResult result = run("flaky");

    assertThat(result.outcomeText()).isEqualTo("cancelled");
    await("the end of the attempt").until(() -> !heard.isEmpty());
    assertThat(heard).containsExactly(true);
    Heartbeat heartbeat = heartbeatAfterNow();
    assertThat(heartbeat.done()).isEqualTo(1);
    assertThat(heartbeat.failed()).isZero();
  }

  /** Asks for each job to be cancelled when it has begun, and notes which attempts are final. */
  private final class CancelAtStart implements EngineListener {

    private final List<Boolean> heard;

    CancelAtStart(List<Boolean> heard) {
      this.heard = heard;
    }

    @Override
    public void started(Job job, String host, int attempt) {
      new Cancellations(site.redis(), site.config().resultsKept())
          .cancel(job.id(), Optional.empty());
    }

    @Override
    public void ended(Job job, String host, JobOutcome outcome, boolean isFinal) {
      heard.add(isFinal);
    }
  }

  @Test
  void a_job_counts_once_however_often_it_is_tried() {
    site.worker("web01");

    JobResult result = run("flaky");

    assertThat(result.attempt()).isEqualTo(3);
    Heartbeat heartbeat = heartbeatAfterNow();
    assertThat(heartbeat.done()).isEqualTo(1);
    assertThat(heartbeat.failed()).isEqualTo(1);
  }

  private Heartbeat heartbeatAfterNow() {
    Instant now = site.redis().serverTime();
    Heartbeats heartbeats = new Heartbeats(site.redis());
    await("a heartbeat")
        .atMost(Duration.ofSeconds(20))
        .until(() -> heartbeats.workers().get(0).at().isAfter(now));
    return heartbeats.workers().get(0);
  }

  @Test
  void a_job_with_an_eta_does_not_begin_before_it() {
    site.worker("web01");
    Instant eta = site.redis().serverTime().plusSeconds(3);

    String job = site.submit("say", target("web", "web01"), Optional.of(eta), Duration.ofHours(1));

    assertThat(site.end(job).started().orElseThrow()).isAfterOrEqualTo(eta);
  }

  @Test
  void a_job_whose_host_never_comes_back_ends_as_expired() {
    String listed =
        site.submit("say", target("gone", "away"), Optional.empty(), Duration.ofMillis(1));
    String open =
        site.submit(
            "say",
            new Target("any", "any_tasks", Optional.empty()),
            Optional.empty(),
            Duration.ofMillis(1));
    String later =
        site.submit(
            "say",
            target("gone", "away"),
            Optional.of(site.redis().serverTime().plusMillis(1)),
            Duration.ofMillis(1));
    String unknown =
        site.submit("say", target("gone", "never-seen"), Optional.empty(), Duration.ofMillis(1));

    site.beat(EngineListener.NONE);

    for (String job : List.of(listed, open, later, unknown)) {
      assertThat(site.end(job).outcomeText()).isEqualTo("expired");
      assertThat(site.end(job).attempt()).isZero();
    }
    assertThat(site.redis().jedis().llen("{gone_tasks}.away")).isZero();
  }

  private static Target target(String role, String host) {
    return new Target(role, role + "_tasks", Optional.of(host));
  }
}
