// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.beat.notify.ScheduleNews;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.Keys;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.notify.NoticeBox;
import io.celeryroot.testing.Hook;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Messages of real Beats about real jobs, to a real web server. */
@Execution(ExecutionMode.CONCURRENT)
class NotifyIT {

  /** Longer than messages are claimed for: if Redis does not answer in time, they wait for that. */
  private static final Duration PATIENCE = NoticeBox.LEASE.multipliedBy(2);

  @TempDir private Path directory;

  private Hook hook;
  private TestSite site;

  @BeforeEach
  void start() {
    hook = new Hook();
  }

  @AfterEach
  void stop() {
    site.close();
    hook.close();
  }

  /** The task fails while a file is there. */
  private void site(String rest) {
    site =
        TestSite.of(
            """
            workers: {web: {hostnames: [web01]}}
            tasks:
              check: {command: [sh, -c, 'test ! -e DIR/broken']}
            """
                .concat(rest)
                .replace("DIR", directory.toString())
                .replace("URL", hook.url("")));
  }

  private void breakIt() throws IOException {
    Files.createFile(directory.resolve("broken"));
  }

  private void mendIt() throws IOException {
    Files.delete(directory.resolve("broken"));
  }

  private void awaitRequests(int count) {
    await("messages")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(hook.requests()).hasSizeGreaterThanOrEqualTo(count));
  }

  @Test
  void a_failure_and_the_recovery_are_told_once_each() throws IOException {
    site(
        """
        schedules: {s: {every: 2s, task: check, targets: [web]}}
        notify: {to: 'URL/hook'}
        """);
    breakIt();
    site.worker("web01");
    site.beat(EngineListener.NONE);
    awaitRequests(1);
    Hook.Request first = hook.requests().get(0);
    assertThat(first.line()).isEqualTo("POST /hook");
    assertThat(first.headers().get("Content-type")).containsExactly("application/json");
    assertThat(first.field("event")).isEqualTo("failed");
    assertThat(first.field("schedule")).isEqualTo("s");
    assertThat(first.field("hosts")).isEqualTo("web01");
    assertThat(first.field("reason")).isEqualTo("failed (exit 1)");
    assertThat(first.field("text"))
        .startsWith("s failed on web01\nweb01: failed (exit 1)\nsee: cl task result s-");
    long runs = site.redis().jedis().zcard(Keys.RUNS);
    await().atMost(PATIENCE).until(() -> site.redis().jedis().zcard(Keys.RUNS) > runs + 2);

    mendIt();
    awaitRequests(2);
    long later = site.redis().jedis().zcard(Keys.RUNS);
    await().atMost(PATIENCE).until(() -> site.redis().jedis().zcard(Keys.RUNS) > later + 2);

    assertThat(hook.fields("event")).containsExactly("failed", "recovered");
  }

  @Test
  void a_run_by_hand_is_told_to_the_receivers_of_its_task_only() throws IOException {
    site(
        """
          own:
            command: [sh, -c, 'exit 3']
            notify: {to: 'URL/own', body: '{"text": "{subject}: {reason}", "x": {}}'}
        schedules: {}
        notify: {to: 'URL/file'}
        """);
    site.worker("web01");
    site.beat(EngineListener.NONE);
    breakIt();

    for (String task : List.of("check", "own")) {
      String job = submitWatched(task);
      site.end(job);
    }

    awaitRequests(1);
    assertThat(hook.requests()).extracting(Hook.Request::line).containsExactly("POST /own");
    assertThat(hook.requests().get(0).body())
        .isEqualTo("{\"text\": \"own failed on web01: failed (exit 3)\", \"x\": {}}");
  }

  private String submitWatched(String task) {
    RunRequest request =
        RunRequest.ofTask(
            site.config().task(task).orElseThrow(),
            Map.of(),
            Targets.resolve(site.config(), List.of("web"), Optional.of(RunOn.ALL), task, Set.of())
                .targets(),
            Runs.submitter());
    new ScheduleNews(site.config(), site.redis())
        .watch(request.schedule(), request.task(), request.run());
    return site.submit(request).get(0);
  }

  @Test
  void a_dead_man_service_hears_of_start_and_end() throws IOException {
    site(
        """
        schedules:
          s: {every: 3s, task: check, targets: [web], ping: 'URL/5f0a8c1e-2222-4444-8888-123456789abc'}
        """);
    site.worker("web01");
    site.beat(EngineListener.NONE);
    awaitRequests(4);
    breakIt();
    await()
        .atMost(PATIENCE)
        .until(() -> hook.requests().stream().anyMatch(r -> r.line().endsWith("/fail")));

    String path = "GET /5f0a8c1e-2222-4444-8888-123456789abc";
    assertThat(hook.requests().subList(0, 4))
        .extracting(Hook.Request::line)
        .startsWith(path + "/start")
        // On a slow machine a run begins before the end of the one before it is told.
        .containsExactlyInAnyOrder(path + "/start", path, path + "/start", path);
  }

  @Test
  void a_hook_that_hangs_delays_no_job_and_is_on_record() {
    hook.hanging();
    site(
        """
          bad: {command: ["false"]}
        schedules:
          bad: {every: 1s, task: bad, targets: [web], notify: {to: 'URL/hangs?token=s3cret', every: true}}
          good: {every: 1s, task: check, targets: [web]}
        """);
    site.worker("web01");
    site.beat(EngineListener.NONE);
    awaitRequests(1);
    long before = site.redis().jedis().zcard(Keys.RUNS);
    long nanos = System.nanoTime();

    await("20 runs")
        .atMost(PATIENCE)
        .until(() -> site.redis().jedis().zcard(Keys.RUNS) >= before + 20);

    assertThat(Duration.ofNanos(System.nanoTime() - nanos)).isLessThan(Duration.ofSeconds(14));
    NoticeBox box = new NoticeBox(site.redis());
    await("record").atMost(PATIENCE).until(() -> box.receivers().containsKey("schedule.bad"));
    assertThat(box.receivers().get("schedule.bad").isFailing()).isTrue();
    assertThat(box.receivers().get("schedule.bad").error()).doesNotContain("s3cret");
    assertThat(box.waiting().get("schedule.bad")).isGreaterThan(1);
  }

  @Test
  void a_message_that_was_refused_is_sent_again_and_the_log_says_so_without_secrets() {
    hook.answering(503);
    site(
        """
          bad: {command: ["false"]}
        schedules:
          bad: {every: 3s, task: bad, targets: [web], notify: {to: 'URL/xoxb12345678901234567890'}}
        """);
    site.worker("web01");
    site.beat(EngineListener.NONE);
    NoticeBox box = new NoticeBox(site.redis());
    await().atMost(PATIENCE).until(() -> box.receivers().containsKey("schedule.bad"));
    assertThat(box.receivers().get("schedule.bad").error()).isEqualTo("HTTP status 503");

    hook.answering(200);
    await().atMost(PATIENCE).until(() -> !box.receivers().get("schedule.bad").isFailing());

    assertThat(hook.requests().size()).isGreaterThanOrEqualTo(2);
    assertThat(box.waiting().getOrDefault("schedule.bad", 0L)).isZero();
  }
}
