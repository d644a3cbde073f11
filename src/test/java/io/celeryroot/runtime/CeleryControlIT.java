// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.testing.PythonCelery;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Celery's remote control and monitors before a real worker of ours. */
class CeleryControlIT {

  @TempDir private static Path directory;
  private static TestSite site;
  private static PythonCelery celery;
  private static Jedis admin;

  @BeforeAll
  static void startWorker() {
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01], concurrency: 2, tasks: [echo, sleep]}
            tasks:
              echo: {command: [printf, "%s", "{text}"], params: {text: {default: nothing}}}
              sleep:
                command: [sleep, "{seconds}"]
                params: {seconds: {required: true}, token: {secret: true}}
              fail: {script: "exit 3"}
            """);
    site.worker("web01");
    admin = new Jedis("127.0.0.1", site.server().port());
    celery =
        PythonCelery.in(
            directory, site.server().url(), "app.conf.task_default_queue = 'web_tasks'");
  }

  @AfterAll
  static void stop() {
    admin.close();
    site.close();
  }

  private static String celery(String... arguments) throws Exception {
    Path log = directory.resolve("celery.log");
    Process process = celery.start(log, arguments);
    assertThat(process.waitFor()).as(() -> read(log)).isZero();
    return read(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void status_and_ping_see_the_worker() throws Exception {
    assertThat(celery("status")).contains("celery@web01: OK", "1 node online");
    assertThat(celery("inspect", "ping", "-d", "celery@web01")).contains("pong");
    assertThat(celery.run("print(app.control.ping(timeout=2))"))
        .isEqualTo("[{'celery@web01': {'ok': 'pong'}}]");
  }

  @Test
  void inspect_shows_what_the_worker_may_run_and_runs() throws Exception {
    String said =
        celery.run(
            """
            r = app.send_task('sleep', ['20'], {'token': 'hunter2'})
            import time
            while r.state != 'STARTED': time.sleep(.05)
            i = app.control.inspect(timeout=20, limit=1)
            a = i.active()['celery@web01'][0]
            print(a['id'] == r.id, a['name'], a['args'], a['kwargs'], a['time_start'] > 1e9)
            print(i.registered())
            print(i.reserved(), i.query_task(r.id)['celery@web01'][r.id][0])
            s = i.stats()['celery@web01']
            print(s['pool']['max-concurrency'], s['pid'] > 1)
            print([q['name'] for q in i.active_queues()['celery@web01']])
            app.control.revoke(r.id, terminate=True)
            """);

    assertThat(said)
        .isEqualTo(
            """
            True sleep ['20'] {'token': '***'} True
            {'celery@web01': ['echo', 'sleep']}
            {'celery@web01': []} active
            2 True
            ['{web_tasks}.web01', 'web_tasks']"""
                .stripIndent());
  }

  @Test
  void scheduled_shows_a_job_with_an_eta() throws Exception {
    String said =
        celery.run(
            """
            import time
            r = app.send_task('echo', ['x'], countdown=600)
            i = app.control.inspect(timeout=20, limit=1)
            for _ in range(100):
                s = i.scheduled()['celery@web01']
                if s: break
            print(len(s), s[0]['request']['id'] == r.id, s[0]['eta'][:2])
            app.control.revoke(r.id)
            """);

    assertThat(said).isEqualTo("1 True 20");
  }

  @Test
  void revoke_cancels_a_job_that_waits_and_lets_a_running_one_go_on() throws Exception {
    String said =
        celery.run(
            """
            import time
            running = app.send_task('sleep', ['2'])
            while running.state != 'STARTED': time.sleep(.05)
            waiting = app.send_task('echo', ['x'], countdown=600)
            print(app.control.revoke([running.id, waiting.id], reply=True, timeout=20, limit=1)[0]['celery@web01']['ok'][:6])
            try:
                waiting.get(timeout=10)
            except Exception as e:
                print(type(e).__name__, waiting.state)
            running.get(timeout=10)
            print(running.state)
            """);

    assertThat(said).isEqualTo("tasks \nTaskRevokedError REVOKED\nSUCCESS");
  }

  @Test
  void revoke_with_terminate_ends_a_running_job() throws Exception {
    String said =
        celery.run(
            """
            import time
            r = app.send_task('sleep', ['600'])
            while r.state != 'STARTED': time.sleep(.05)
            print(app.control.terminate(r.id, reply=True, timeout=20, limit=1)[0]['celery@web01'] == {'ok': 'terminate: ' + r.id})
            try:
                r.get(timeout=20)
            except Exception as e:
                print(type(e).__name__, r.id)
            """);

    assertThat(said).startsWith("True\nTaskRevokedError ");
    String id = said.substring(said.lastIndexOf(' ') + 1);
    assertThat(site.result(id).orElseThrow().outcomeText()).isEqualTo("cancelled");
    assertThat(site.result(id).orElseThrow().state()).isEqualTo(JobState.REVOKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shutdown", "pool_grow", "rate_limit", "add_consumer"})
  void what_cl_yaml_decides_is_refused_by_name(String command) throws Exception {
    assertThat(broadcast(command))
        .isEqualTo(
            "{'error': '%s is not supported: cl.yaml says how a worker works'}".formatted(command));
  }

  @ParameterizedTest
  @CsvSource({"nonsense", "it's"})
  void an_unknown_command_gets_celerys_own_error(String command) throws Exception {
    assertThat(broadcast(command)).contains("error", "KeyError(", command.substring(0, 2));
  }

  private static String broadcast(String command) throws Exception {
    return celery.run(
        "print(app.control.broadcast(\"%s\", reply=True, timeout=20, limit=1)[0]['celery@web01'])"
            .formatted(command));
  }

  @Test
  void a_monitor_that_asks_for_events_gets_them() throws Exception {
    String said =
        celery.run(
            """
            import threading, time
            seen = []
            connection = app.connection_for_read()
            receiver = app.events.Receiver(connection, handlers={'*': lambda e: seen.append(e)})
            def listen():
                try:
                    receiver.capture(limit=None, timeout=15, wakeup=False)
                except Exception: pass
            threading.Thread(target=listen, daemon=True).start()
            time.sleep(1)
            print(app.control.enable_events(reply=True, timeout=20, limit=1)[0]['celery@web01']['ok'])
            a = app.send_task('echo', ['x'])
            a.get(timeout=10)
            for _ in range(100):
                if any(e['type'] == 'task-succeeded' for e in seen): break
                time.sleep(.1)
            mine = [e for e in seen if e.get('uuid') == a.id]
            print([e['type'] for e in mine])
            print(mine[0]['name'], mine[0]['hostname'], mine[2]['result'])
            print(any(e['type'] == 'worker-online' for e in seen))
            print(app.control.disable_events(reply=True, timeout=20, limit=1)[0]['celery@web01']['ok'])
            """);

    assertThat(said)
        .isEqualTo(
            """
            task events enabled
            ['task-received', 'task-started', 'task-succeeded']
            echo celery@web01 ok
            True
            task events disabled""");
  }

  @Test
  void an_idle_worker_only_pings_its_subscription() {
    Map<String, Long> listening = Map.of("/0.celery.pidbox", 1L, Keys.CONTROL, 1L);
    await().until(() -> admin.pubsubNumSub("/0.celery.pidbox", Keys.CONTROL).equals(listening));
    admin.configResetStat();
    Duration window = Duration.ofSeconds(11);

    await().pollDelay(window).atMost(window.plusSeconds(5)).until(() -> true);

    Map<String, Integer> calls = calls();
    assertThat(calls.getOrDefault("ping", 0)).as(calls::toString).isBetween(1, 2);
    assertThat(calls).doesNotContainKeys("subscribe", "publish", "unsubscribe");
  }

  private static Map<String, Integer> calls() {
    String stats = admin.info("commandstats");
    return Arrays.stream(stats.split("\r?\n", -1))
        .filter(line -> line.startsWith("cmdstat_"))
        .collect(
            Collectors.toMap(
                line -> line.substring(8, line.indexOf(':')),
                line -> Integer.parseInt(line.replaceFirst(".*?:calls=(\\d+).*", "$1"))));
  }
}
