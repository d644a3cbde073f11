// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeryroot.camel.RedisQueueConsumer;
import io.celeryroot.cli.Cl;
import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.monitor.EngineListener;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.queue.host.Heartbeat;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.queue.host.KnownQueues;
import io.celeryroot.testing.TestProcess;
import io.celeryroot.testing.TestSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Orders of operators, given by commands and heeded by real workers and Beats. */
class ControlIT {

  private static final Duration HEEDED = Duration.ofSeconds(2);

  @TempDir private Path directory;
  private TestSite site;
  private Cl cl;

  @BeforeEach
  void startSite() {
    site =
        TestSite.with(
                """
                workers:
                  web: {hostnames: [web01], concurrency: 2}
                  db: {hostnames: [web01]}
                tasks:
                  quick: {command: ["true"]}
                  hold: {script: 'sleep 4'}
                schedules:
                  often: {every: 1s, task: quick, targets: [db], overlap: allow}
                  flow: {every: 2s, tasks: [{task: quick, targets: [db]}]}
                """)
            .in(directory)
            .durable(directory)
            .start();
    cl = new Cl(directory);
  }

  @AfterEach
  void stopSite() {
    site.close();
  }

  @Test
  void a_paused_queue_holds_new_jobs_back_within_2_s_and_running_ones_go_on() {
    WorkerProcess worker = site.worker("web01");
    String running = submit("hold", "web");
    site.awaitStart(running);

    assertThat(run("queue pause web --reason disk").out())
        .startsWith("queue web_tasks of role web: paused;");

    await().atMost(HEEDED).until(() -> isPaused(worker, "web"));
    String waiting = submit("quick", "web");
    assertThat(site.end(submit("quick", "db")).outcome()).hasValueSatisfying(ControlIT::isOk);
    assertThat(site.end(running).outcome()).hasValueSatisfying(ControlIT::isOk);
    assertThat(site.result(waiting)).isEmpty();
    assertThat(run("queue list").out())
        .containsPattern("web .*paused by \\S+@\\S+ since \\S+Z \\(disk\\)");

    run("queue resume web");

    assertThat(site.end(waiting, HEEDED).outcome()).hasValueSatisfying(ControlIT::isOk);
  }

  @Test
  void a_worker_that_was_restarted_while_its_queue_is_paused_claims_nothing() {
    try (TestProcess worker = site.workerProcess("web01")) {
      assertThat(site.end(submit("quick", "web"), TestProcess.PATIENCE).outcome())
          .hasValueSatisfying(ControlIT::isOk);
      worker.kill();
    }
    run("queue pause web_tasks");
    String waiting = submit("quick", "web");

    try (TestProcess worker = site.workerProcess("web01")) {
      assertThat(site.end(submit("quick", "db"), TestProcess.PATIENCE).outcome())
          .hasValueSatisfying(ControlIT::isOk);
      await()
          .atMost(TestProcess.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(beat("web01").paused().getOrDefault("web", ""))
                      .startsWith("queue web_tasks paused by"));
      assertThat(site.result(waiting)).isEmpty();
      assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);

      run("queue resume web_tasks");
      assertThat(site.end(waiting, HEEDED).outcome()).hasValueSatisfying(ControlIT::isOk);
      assertThat(worker.log()).doesNotContain(" WARN ").contains("takes jobs again");
    }
  }

  @Test
  void a_drained_host_claims_from_no_queue_until_it_is_resumed() {
    WorkerProcess worker = site.worker("web01");
    assertThat(run("worker drain web01 --reason kernel").exitCode()).isZero();
    await().atMost(HEEDED).until(() -> isPaused(worker, "web") && isPaused(worker, "db"));
    String web = submit("quick", "web");
    String db = submit("quick", "db");

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(beat("web01").paused())
                    .hasSize(2)
                    .containsKeys("web", "db")
                    .allSatisfy((role, who) -> assertThat(who).contains("host web01 drained")));
    assertThat(site.result(web)).isEmpty();
    assertThat(site.result(db)).isEmpty();

    run("worker resume web01");
    assertThat(site.end(web, HEEDED).outcome()).hasValueSatisfying(ControlIT::isOk);
    assertThat(site.end(db, HEEDED).outcome()).hasValueSatisfying(ControlIT::isOk);
  }

  @Test
  void one_resume_does_not_undo_another_pause() {
    WorkerProcess worker = site.worker("web01");
    RedisQueueConsumer web = consumer(worker, "web");
    web.pauseClaiming();
    run("queue pause web");
    run("worker drain web01");
    await().atMost(HEEDED).until(() -> web.getPausedBy().contains("host web01"));

    web.resumeClaiming();
    assertThat(web.isPaused()).isTrue();
    run("worker resume web01");
    await().atMost(HEEDED).until(() -> web.getPausedBy().contains("queue web_tasks"));
    assertThat(isPaused(worker, "db")).isFalse();
    web.pauseClaiming();
    run("queue resume web");
    await().atMost(HEEDED).until(() -> web.getPausedBy().startsWith("this worker"));
    web.resumeClaiming();
    assertThat(web.isPaused()).isFalse();
  }

  @Test
  void a_route_that_was_suspended_in_its_worker_is_told_by_the_commands() throws Exception {
    WorkerProcess worker = site.worker("web01");
    String said = "takes no jobs of web: this worker paused by an operator (JMX)";

    worker.context().getRouteController().suspendRoute("worker.web");

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(run("worker list").out()).contains("alive, " + said));
    assertThat(run("task status").out()).contains("1 host has a paused worker: web01 " + said);
    assertThat(run("task status -o json").out()).contains("\"paused\": {");
    assertThat(run("why " + submit("quick", "web")).out())
        .contains("waits: web01 takes no jobs: this worker paused by an operator (JMX)");
  }

  @Test
  void a_metric_counts_a_pause_once_however_it_came() {
    AtomicInteger paused = new AtomicInteger();
    WorkerProcess worker =
        site.worker(
            "web01",
            new EngineListener() {
              @Override
              public void paused(String role, boolean isPaused) {
                paused.addAndGet(isPaused ? 1 : -1);
              }
            });
    run("queue pause web");
    await().atMost(HEEDED).until(() -> paused.get() == 1);
    consumer(worker, "web").pauseClaiming();
    assertThat(paused).hasValue(1);
    consumer(worker, "web").resumeClaiming();
    assertThat(paused).hasValue(1);
    run("queue resume web");
    await().atMost(HEEDED).until(() -> paused.get() == 0);
  }

  @Test
  void a_drained_queue_takes_no_due_job_and_no_command() {
    run("queue drain db --reason move");
    site.beat(EngineListener.NONE);

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(run("task list").out())
                    .contains("often-", "flow-", "skipped (queue drained)"));
    assertThat(site.redis().jedis().llen("{db_tasks}.web01")).isZero();
    for (String command :
        new String[] {
          "task quick --targets db",
          "schedule run often",
          "schedule run flow",
          "task quick --targets db --batch 1",
          "task conditions --if load<99 --targets db"
        }) {
      Cl.Ended refused = run(command);
      assertThat(refused.exitCode()).as(command).isEqualTo(1);
      assertThat(refused.err())
          .as(command)
          .contains("(move), so it takes no new job", "to end that: cl queue resume db_tasks");
    }
    assertThat(run("task quick --targets web").exitCode()).isZero();

    run("queue resume db");
    await()
        .atMost(HEEDED.plusSeconds(2))
        .until(() -> site.redis().jedis().llen("{db_tasks}.web01") > 0);
  }

  @Test
  void a_drained_queue_takes_no_run_of_a_route() throws IOException {
    run("queue drain db --reason move");
    try (CamelProcess process =
            Contexts.worker(site.config(), "web01", Duration.ZERO, Contexts.shared(site.config()));
        ProducerTemplate template = process.context().createProducerTemplate()) {
      assertThatThrownBy(() -> template.requestBody("redis-queue:db_tasks?task=quick", Map.of()))
          .rootCause()
          .hasMessageContaining("(move); to end that: cl queue resume db_tasks");
    }
  }

  @Test
  void a_retry_with_another_file_than_that_of_the_workers_says_so() throws IOException {
    site.worker("web01");
    String job = submit("quick", "web");
    site.end(job);
    String text = Files.readString(directory.resolve("cl.yaml"));
    cl.file("other.yaml", text.replace("[\"true\"]", "[\"false\"]"));

    assertThat(run("task retry " + job).err()).doesNotContain("differs");
    assertThat(run("-c other.yaml task retry " + job).err())
        .contains("differs from the file of worker web01 in tasks");
  }

  @Test
  void an_order_is_heeded_after_the_connection_that_listens_broke() {
    WorkerProcess worker = site.worker("web01");
    try (Jedis admin = new Jedis("127.0.0.1", site.server().port())) {
      await()
          .until(
              () ->
                  admin.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB))
                      > 0);
    }
    run("queue pause web");
    await().atMost(HEEDED).until(() -> isPaused(worker, "web"));

    site.restartRedis();
    run("queue resume web");
    await().atMost(Duration.ofSeconds(5)).until(() -> !isPaused(worker, "web"));
  }

  @Test
  void an_order_that_no_message_told_of_is_heeded_all_the_same() {
    WorkerProcess worker = site.worker("web01");
    site.redis()
        .jedis()
        .hset(Keys.CONTROL, "queue web_tasks", "{\"what\":\"pause\",\"by\":\"ann@host1\"}");

    await().atMost(Duration.ofSeconds(17)).until(() -> isPaused(worker, "web"));
  }

  @Test
  void what_a_message_says_counts_for_nothing() throws IOException {
    WorkerProcess worker = site.worker("web01");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream object = new ObjectOutputStream(bytes)) {
      object.writeObject(new Trap());
    }
    byte[] channel = Keys.CONTROL.getBytes(StandardCharsets.UTF_8);
    try (Jedis jedis = new Jedis("127.0.0.1", site.server().port())) {
      await().until(() -> jedis.publish(channel, bytes.toByteArray()) > 0);
      jedis.publish(Keys.CONTROL, "queue web_tasks {\"what\":\"pause\"}");
    }

    assertThat(site.end(submit("quick", "web")).outcome()).hasValueSatisfying(ControlIT::isOk);
    assertThat(isPaused(worker, "web")).isFalse();
    assertThat(Trap.SPRUNG).hasValue(0);
  }

  /** An object whose reading is noticed. */
  private static final class Trap implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    static final AtomicInteger SPRUNG = new AtomicInteger();

    @Serial
    private void readObject(ObjectInputStream in) {
      SPRUNG.incrementAndGet();
    }
  }

  @Test
  void orders_that_cannot_be_read_keep_no_job_from_running() {
    site.redis().jedis().set(Keys.CONTROL, "x");
    site.worker("web01");

    assertThat(site.end(submit("quick", "web")).outcome()).hasValueSatisfying(ControlIT::isOk);
  }

  @Test
  void a_command_that_cannot_read_the_orders_says_of_no_job_that_it_may_be_queued() {
    site.redis().jedis().set(Keys.CONTROL, "x");

    Cl.Ended failed = run("task quick --targets web");

    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err()).contains("cl:control").doesNotContain("may be queued");
    assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isZero();
  }

  @Test
  void a_command_that_fails_while_it_queues_says_that_some_jobs_may_be_queued() {
    site.redis().jedis().set("{web_tasks}.web01", "x");

    assertThat(run("task quick --targets web").err())
        .contains("some jobs may be queued", "see: cl task result quick-");
  }

  @Test
  void
      the_start_of_a_workflow_warns_of_hosts_that_are_away_and_remembers_the_queues_of_all_steps() {
    assertThat(run("schedule run flow").err()).contains("host web01: no live worker");

    assertThat(new KnownQueues(site.redis()).all()).isEqualTo(Map.of("db_tasks", "db"));
  }

  @Test
  void a_command_that_was_ended_by_a_signal_is_in_the_audit_log() {
    try (TestProcess command = site.cl(List.of(), "task", "hold", "--targets", "web", "--wait")) {
      await()
          .atMost(TestProcess.PATIENCE)
          .until(() -> site.redis().jedis().llen("{web_tasks}.web01") == 1);
      command.term();
      command.awaitExit();
    }

    assertThat(new AuditLog(site.redis()).read(Instant.EPOCH, entry -> true, 10))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.command()).isEqualTo("task run hold --targets web --wait");
              assertThat(entry.exitCode()).isEqualTo(AuditEntry.INTERRUPTED);
            });
  }

  @Test
  void names_that_nobody_has_are_refused() {
    assertThat(run("queue pause wbe").exitCode()).isEqualTo(4);
    assertThat(run("queue pause wbe").err()).contains("did you mean \"web\"?");
    assertThat(run("worker drain web1").exitCode()).isEqualTo(4);
    assertThat(run("queue resume gone").out()).contains("was neither paused nor drained");
    assertThat(site.redis().jedis().hgetAll(Keys.CONTROL)).isEmpty();
  }

  private static void isOk(JobOutcome outcome) {
    assertThat(outcome.outcome()).isEqualTo(Outcome.OK);
  }

  private Cl.Ended run(String command) {
    return cl.run(command.split(" "));
  }

  private String submit(String task, String role) {
    return site.submit(task, RunOn.ALL, role).get(0);
  }

  private Heartbeat beat(String host) {
    return new Heartbeats(site.redis())
        .workers().stream().filter(worker -> worker.host().equals(host)).findFirst().orElseThrow();
  }

  private static boolean isPaused(WorkerProcess worker, String role) {
    return consumer(worker, role).isPaused();
  }

  private static RedisQueueConsumer consumer(WorkerProcess worker, String role) {
    return worker.context().getRoutes().stream()
        .map(Route::getConsumer)
        .filter(RedisQueueConsumer.class::isInstance)
        .map(RedisQueueConsumer.class::cast)
        .filter(one -> one.getQueue().equals(role + "_tasks"))
        .findFirst()
        .orElseThrow();
  }
}
