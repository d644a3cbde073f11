// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.Keys;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.testing.Hook;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ZAddParams;

/** Messages to tasks and to routes of users; Beats that are several, or die. */
@Execution(ExecutionMode.CONCURRENT)
class NotifyRoutesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  private final Hook hook = new Hook();
  private TestSite site;

  @AfterEach
  void stop() {
    site.close();
    hook.close();
  }

  @Test
  void a_task_is_run_with_the_fields_that_are_its_parameters() {
    site =
        TestSite.of(
            """
            workers: {web: {hostnames: [web01]}, ops: {hostnames: [ops01]}}
            tasks:
              bad: {command: [sh, -c, 'exit 7']}
              tell:
                command: [sh, -c, 'echo "$0|$1|$2" >> DIR/told', "{event}", "{subject}", "{reason}"]
                params: {event: {}, subject: {}, reason: {}, colour: {default: red}}
            schedules: {s: {every: 2s, task: bad, targets: [web]}}
            notify: {task: tell, targets: [ops]}
            """
                .replace("DIR", directory.toString()));
    site.worker("web01");
    site.worker("ops01");
    site.beat(EngineListener.NONE);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(directory.resolve("told"))
                    .hasContent("failed|s failed on web01|failed (exit 7)"));
  }

  @Test
  void a_route_of_the_user_gets_the_fields_and_beat_starts_no_other_of_his_routes()
      throws Exception {
    Files.writeString(
        directory.resolve("my.camel.yaml"),
        """
        - route:
            id: told
            from:
              uri: "direct:told"
              steps:
                - setBody: {simple: "${body[event]} ${body[hosts]}"}
                - to: "file:DIR/out?fileName=told"
        - route:
            id: own-clock
            from:
              uri: "timer:own?period=100"
              steps:
                - to: "file:DIR/out?fileName=ticked"
        """
            .replace("DIR", directory.toString()));
    site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01]}}
                tasks: {bad: {command: [sh, -c, 'exit 7']}}
                routes: my.camel.yaml
                schedules: {s: {every: 2s, task: bad, targets: [web], notify: {to: "direct:told"}}}
                """)
            .in(directory)
            .start();
    TestProcess beat = site.beatProcess();
    beat.awaitLog("ready");
    TestProcess worker = site.workerProcess("web01");
    worker.awaitLog("ready");

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(directory.resolve("out/told")).hasContent("failed web01"));
    worker.kill();
    worker.awaitExit();
    Files.deleteIfExists(directory.resolve("out/ticked"));
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(directory.resolve("out/ticked")).doesNotExist();
  }

  @Test
  void two_beats_tell_once_and_what_a_killed_one_did_not_send_the_other_sends() throws Exception {
    hook.answering(503);
    site =
        TestSite.with(
                """
                workers: {web: {hostnames: [web01]}}
                tasks: {bad: {command: [sh, -c, 'exit 7']}}
                schedules: {s: {every: 2s, task: bad, targets: [web]}}
                notify: {to: "URL/hook"}
                """
                    .replace("URL", hook.url("")))
            .in(directory)
            .start();
    TestProcess first = site.beatProcess();
    TestProcess second = site.beatProcess();
    first.awaitLog("ready");
    second.awaitLog("ready");
    site.workerProcess("web01").awaitLog("ready");
    await().atMost(PATIENCE).until(() -> !hook.requests().isEmpty());
    first.kill();
    first.awaitExit();
    int refused = hook.requests().size();

    hook.answering(200);
    endClaims();
    await().atMost(PATIENCE).until(() -> hook.requests().size() > refused);
    await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(12)).until(() -> true);

    assertThat(hook.requests()).hasSize(refused + 1);
    assertThat(hook.fields("event")).containsOnly("failed");
  }

  /**
   * What is claimed becomes free at once, as it does a minute after the death of who claimed it.
   */
  private void endClaims() {
    UnifiedJedis jedis = site.redis().jedis();
    jedis
        .zrange(Keys.NOTICES, 0, -1)
        .forEach(group -> jedis.zadd(Keys.NOTICES, 0, group, ZAddParams.zAddParams().xx()));
  }
}
