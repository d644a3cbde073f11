// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.testing.Hook;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each event of {@code notify:}, told to a real web server. */
@Execution(ExecutionMode.CONCURRENT)
class NotifyEventsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Hook hook = new Hook();
  @TempDir private Path directory;
  private final List<TestSite> sites = new ArrayList<>();

  @AfterEach
  void stop() {
    sites.forEach(TestSite::close);
    hook.close();
  }

  private TestSite site(String text) throws IOException {
    Path own = Files.createDirectory(directory.resolve("site" + sites.size()));
    TestSite site = TestSite.with(text.replace("URL", hook.url(""))).in(own).start();
    sites.add(site);
    return site;
  }

  private void awaitEvents(String... wanted) {
    await("messages")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(hook.requests())
                    .extracting(request -> request.field("schedule") + " " + request.field("event"))
                    .contains(wanted));
  }

  private Hook.Request of(String event) {
    return hook.requests().stream()
        .filter(request -> request.field("event").equals(event))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_becomes_of_runs_is_told() throws Exception {
    Path broken = Files.createFile(directory.resolve("broken"));
    TestSite site =
        site(
            """
        workers:
          web: {hostnames: ["web*"], vars: {web99: {rack: a1}}}
          gone: {hostnames: [db01]}
        tasks:
          check: {command: [sh, -c, 'test ! -e DIR/broken']}
          fail: {command: ["false"]}
          racked: {command: [echo, "{host.rack}"]}
          slow: {command: [sleep, "600"]}
          soon: {command: ["true"], expires: 1s}
        schedules:
          breaks: {every: 2s, task: check, targets: [web]}
          refused: {every: 2s, task: racked, targets: [web]}
          waits: {every: 2s, task: soon, targets: [gone]}
          takes_long: {every: 2s, task: slow, targets: [web], late_after: 1s}
          pauses:
            every: 1s
            task: fail
            targets: [web]
            pause_after: 2
            notify: {to: "URL/hook", on: [paused_by_failures]}
        notify:
          to: 'URL/hook'
          on: [failed, rejected, expired, late, recovered, paused_by_failures]
        """
                .replace("DIR", directory.toString()));
    TestProcess worker = site.workerProcess("web01", "-Dceleryroot.graceMillis=100");
    worker.awaitLog("ready");
    site.beat(EngineListener.NONE);

    awaitEvents(
        "breaks failed",
        "refused rejected",
        "waits expired",
        "takes_long late",
        "pauses paused_by_failures");
    Files.delete(broken);
    awaitEvents("breaks recovered");

    assertThat(of("rejected").field("reason")).contains("the host has no variable \"rack\"");
    assertThat(of("rejected").field("hosts")).isEqualTo("web01");
    assertThat(of("expired").field("hosts")).isEqualTo("db01");
    // Its job would go on for minutes.
    worker.term();
    assertThat(worker.awaitExit()).isZero();
  }

  @Test
  void a_lost_job_and_missed_due_instants_are_told() throws Exception {
    TestSite site =
        site(
            """
            workers: {web: {hostnames: [web01]}, db: {hostnames: [db01]}}
            tasks: {once: {script: "echo $$ > DIR/began; exec sleep 600", on_lost: fail}}
            schedules:
              dies: {every: 2s, task: once, targets: [web]}
              skips:
                every: 2s
                task: ping
                targets: [db]
                catch_up: skip
                notify: {to: 'URL/hook', on: [missed]}
            notify: {to: 'URL/hook', on: [lost]}
            """
                .replace("DIR", directory.toString()));
    TestProcess worker = site.workerProcess("web01");
    TestProcess beat = site.beatProcess();
    beat.awaitLog("ready");
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("began")));

    beat.kill();
    worker.kill();
    beat.awaitExit();
    worker.awaitExit();
    Instant dead = Instant.now();
    await("due instants without a Beat").until(() -> Instant.now().isAfter(dead.plusSeconds(5)));
    site.beat(EngineListener.NONE);

    awaitEvents("dies lost", "skips missed");
    // Nobody ends what a dead worker had started until a worker of the host is back.
    long left = Long.parseLong(Files.readString(directory.resolve("began")).strip());
    ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    assertThat(of("lost").field("hosts")).isEqualTo("web01");
    assertThat(of("missed").field("subject")).contains("skips missed");
  }

  @Test
  void a_worker_that_is_away_and_the_silence_of_beat_are_told() throws Exception {
    String text =
        """
        workers: {web: {hostnames: [web01]}}
        schedules: {}
        notify: {to: 'URL/EVENT', on: [EVENT]}
        """;
    TestSite withoutWorker = site(text.replace("EVENT", "worker_away"));
    TestSite withoutBeat = site(text.replace("EVENT", "beat_silent"));
    TestProcess worker = withoutWorker.workerProcess("web01");
    TestProcess beat = withoutBeat.beatProcess();
    withoutWorker.beat(EngineListener.NONE);
    withoutBeat.worker("web01");
    worker.awaitLog("ready");
    beat.awaitLog("ready");

    Heartbeats heartbeats = new Heartbeats(withoutWorker.redis());
    await("its heartbeat").atMost(PATIENCE).until(() -> !heartbeats.workers().isEmpty());

    worker.kill();
    beat.kill();

    await("messages")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(hook.requests())
                    .extracting(Hook.Request::line)
                    .containsExactlyInAnyOrder("POST /worker_away", "POST /beat_silent"));
    assertThat(of("worker_away").field("hosts")).isEqualTo("web01");
    assertThat(of("beat_silent").field("subject")).startsWith("no Beat responds");
  }
}
