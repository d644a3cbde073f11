// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.testing.Hook;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of {@code notify:} that runs make, with real processes and a real web server. */
class NotifyEventsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Hook hook = new Hook();
  @TempDir private Path directory;
  private TestSite site;

  @AfterEach
  void stop() {
    site.close();
    hook.close();
  }

  private void site(String text) {
    site = TestSite.with(text.replace("URL", hook.url(""))).in(directory).start();
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
    site.workerProcess("web01").awaitLog("ready");
    site.beatProcess().awaitLog("ready");

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
  }
}
