// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.Keys;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.queue.Jobs;
import io.celeryroot.queue.Submission;
import io.celeryroot.queue.audit.AuditEntry;
import io.celeryroot.queue.audit.AuditLog;
import io.celeryroot.queue.control.ControlOrder;
import io.celeryroot.queue.control.Controls;
import io.celeryroot.queue.schedule.DueDecisions;
import io.celeryroot.queue.schedule.Pauses;
import io.celeryroot.queue.schedule.SchedulePauses;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.TestSeals;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.StreamEntryID;

/** Pages of a site that requires signatures, with an attacker who can write every key. */
final class DashboardSealsIT {

  @RegisterExtension static final TestRedis SERVER = TestRedis.shared();

  private ClConfig config;
  private Redis attacker;
  private Redis beat;
  private Dashboard dashboard;

  @BeforeEach
  void connect() {
    config =
        TestSite.config(
            SERVER.url(),
            """
            workers: {web: {hostnames: [web1], queue: web_tasks}}
            tasks: {sync: {command: ["true"]}}
            schedules:
              nightly: {cron: "0 2 * * *", task: sync, targets: [web]}
            %s
            security:
              signing: require
              signers:
                beat1: {key: "%s"}
                web1: {key: "%s", hosts: [web1]}
            """
                .formatted(
                    IntStream.range(0, 15)
                        .mapToObj(
                            "  s%d: {cron: \"* * * * *\", task: sync, targets: [web]}"::formatted)
                        .collect(Collectors.joining("\n")),
                    TestSeals.BEAT.publicKey(),
                    TestSeals.WORKER.publicKey()));
    attacker = SERVER.redis();
    beat =
        Redis.connect(
            TestRedis.settings(SERVER.url()), TestSeals.now(config.security(), TestSeals.BEAT));
    dashboard = new Dashboard(config, WebSettings.READ_ONLY, RouteCounts.NONE);
  }

  @AfterEach
  void close() {
    dashboard.close();
    beat.close();
  }

  private String page(String path) {
    return page(path, Map.of());
  }

  private String page(String path, Map<String, String> query) {
    return new String(
        dashboard.answer(new Call(false, path, query, Map.of(), "ann", false, "127.0.0.1")).body(),
        UTF_8);
  }

  @Test
  void a_forged_pause_is_not_shown_and_a_signed_one_is() {
    new SchedulePauses(attacker).pause("nightly", Pauses.by("mallory"));
    assertThat(page("/")).doesNotContain("mallory");
    assertThat(page("/schedules")).doesNotContain("mallory");
    new SchedulePauses(beat).pause("nightly", Pauses.by("ann"));
    assertThat(page("/schedules/nightly")).contains("by ann");
  }

  @Test
  void what_is_missing_from_the_audit_log_is_shown(@TempDir Path directory) throws IOException {
    Path key = directory.resolve("key");
    KeyFile.write(key, TestSeals.BEAT);
    ClConfig ofAnn =
        TestSite.config(
            SERVER.url(),
            """
            workers: {web: {hostnames: [web1]}}
            security: {signing: require, nonces: %s/nonces, signers: {beat1: {key: "%s"}}}
            """
                .formatted(directory, TestSeals.BEAT.publicKey()));
    Seals seals =
        Seals.open(
            ofAnn.security(),
            Map.of(
                "CL_KEY_FILE",
                key.toString(),
                "CL_AUDIT_FILE",
                directory.resolve("numbers").toString()));
    try (Redis ann = Redis.connect(TestRedis.settings(SERVER.url()), seals)) {
      for (String command : List.of("one", "two", "three")) {
        new AuditLog(ann).write(new AuditEntry(Instant.EPOCH, "ann", "desk1", "", command, "", 0));
      }
    }
    StreamEntryID two = attacker.jedis().xrange(Keys.AUDIT, "-", "+").get(1).getID();
    attacker.jedis().xdel(Keys.AUDIT, two);
    assertThat(page("/audit"))
        .containsPattern(
            "(?s)cl three.*gone: 1 entry of beat1 as .*@desk1#.* between .*, number 2.*cl one");
    assertThat(page("/audit", Map.of("who", "nobody", "format", "json")))
        .contains("\"missing\": 1");
  }

  @Test
  void what_there_was_no_time_to_check_is_told() {
    Map<String, Boolean> all = new HashMap<>();
    for (int i = 0; i < 15; i++) {
      all.put("s" + i, true);
    }
    DueDecisions decisions = new DueDecisions(beat, Duration.ofDays(7), () -> {});
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    for (int i = 20; i > 0; i--) {
      decisions.decide(all, minute.minus(i, ChronoUnit.MINUTES), false);
    }
    assertThat(page("/schedules")).contains("The results of 100 runs were not read");
    assertThat(page("/day")).contains("The results of 100 runs were not read");
    assertThat(page("/day", Map.of("q", "s1"))).doesNotContain("were not read");
  }

  @Test
  void a_forged_order_is_not_shown() {
    new Controls(attacker)
        .give(
            new ControlOrder(
                ControlOrder.Kind.HOST,
                "web1",
                ControlOrder.Action.DRAIN,
                "mallory",
                Instant.now(),
                Optional.empty()));
    assertThat(page("/hosts/web1")).doesNotContain("mallory", "Take new jobs again");
  }

  @Test
  void a_forged_result_is_not_believed() {
    RunRequest request = Runs.byHand("sync", List.of(Jobs.HOST1));
    String job = new Submission(beat, Jobs.config()).submit(request).run().jobs().get(0).id();
    attacker.call(
        "forging",
        j ->
            j.set(
                Keys.meta(job),
                "{\"status\":\"SUCCESS\",\"task_id\":\"%s\",\"result\":{\"host\":\"web1\"}}"
                    .formatted(job)));
    assertThat(page("/jobs/" + job)).contains("result not signed by web1").doesNotContain("ok");
    assertThat(page("/runs")).contains("1 not signed");
  }
}
