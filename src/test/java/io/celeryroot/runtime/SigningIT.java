// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.JobState;
import io.celeryroot.job.Keys;
import io.celeryroot.job.MessageCodec;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.RunRequest;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.run.Targets;
import io.celeryroot.queue.Results;
import io.celeryroot.queue.Submission;
import io.celeryroot.redis.Redis;
import io.celeryroot.sign.KeyFile;
import io.celeryroot.sign.Seals;
import io.celeryroot.sign.SigningKey;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attacker who may read and write every key of Redis, against a site that requires signatures.
 */
final class SigningIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int FLOOD = Integer.getInteger("cl.flood", 1000);

  @TempDir Path directory;

  private final SigningKey worker = SigningKey.generate("web01");
  private final SigningKey ann = SigningKey.generate("ann");
  private TestSite site;
  private Redis hers;

  @BeforeEach
  void start() throws IOException {
    Path key = directory.resolve("worker.key");
    KeyFile.write(key, worker);
    site =
        TestSite.of(
            """
            workers:
              web: {hostnames: [web01, web02], unsigned: [hello], concurrency: 2}
              db: {hostnames: [web01]}
            tasks:
              hello: {script: "echo hello >> %1$s/hello"}
              note: {script: "echo $word >> %1$s/notes", params: {word: {}}}
              wipe: {script: "echo wiped >> %1$s/notes"}
              slow: {script: "echo slow >> %1$s/notes; sleep 2"}
              again:
                script: "echo again >> %1$s/again; test $(wc -l < %1$s/again) -gt 1"
                retries: {max: 2, delay: 100ms}
            security:
              signing: require
              key_file: %1$s/worker.key
              nonces: %1$s/nonces
              signers:
                web01: {key: "%2$s", hosts: [web01]}
                ann: {key: "%3$s", tasks: [note, again, slow]}
            """
                .formatted(directory, worker.publicKey(), ann.publicKey()));
    hers =
        Redis.connect(
            site.config().redis(),
            new Seals(site.config().security(), Optional.of(ann), key, InstantSource.system()));
    site.worker("web01");
  }

  @AfterEach
  void stop() {
    hers.close();
    site.close();
  }

  @Test
  void a_signed_job_runs_and_its_result_is_believed() {
    JobResult result = end(submit("note", "one"));
    assertThat(result.distrust()).isEmpty();
    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(notes()).isEqualTo("one\n");
  }

  @Test
  void a_job_that_fails_is_tried_again_with_the_same_signature() {
    JobResult result = end(submit("again"));
    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.attempt()).isEqualTo(2);
  }

  @Test
  void a_forged_job_is_refused_by_name_and_its_result_says_so() {
    String forged = site.submit("note", Map.of("word", "evil"), RunOn.ALL, "web01").get(0);
    JobResult result = end(forged);
    assertThat(result.outcomeText()).isEqualTo("rejected (unsigned)");
    assertThat(notes()).isEmpty();
  }

  @Test
  void a_client_that_cannot_sign_runs_only_the_tasks_that_the_role_names() {
    String id = UUID.randomUUID().toString();
    push(
        MessageCodec.write(
            Job.recorded(id, id, Optional.empty(), Optional.empty(), "hello", list())));
    assertThat(end(id).outcomeText()).isEqualTo("ok");
    assertThat(end(site.submit("hello", RunOn.ALL, "web01").get(0)).outcomeText())
        .isEqualTo("rejected (unsigned)");
  }

  @Test
  void a_signer_cannot_submit_the_tasks_of_others() {
    assertThat(end(submit("wipe")).outcomeText())
        .isEqualTo("rejected (forged: signer \"ann\" may not submit task wipe for role web)");
  }

  @Test
  void an_old_message_does_not_run_again_though_every_trace_of_it_in_redis_is_gone() {
    String id = enqueueWithoutWorker();
    String message = message(id);
    site.worker("web01");
    assertThat(end(id).outcomeText()).isEqualTo("ok");
    forget(id);
    push(message);
    JobResult replayed = end(id);
    assertThat(replayed.outcomeText())
        .isEqualTo("rejected (replayed: this host has run it to its end)");
    assertThat(notes()).isEqualTo("one\n");
  }

  @Test
  void a_job_that_is_submitted_again_after_every_trace_was_deleted_does_not_run_again() {
    RunRequest request = request("note", "one");
    String id = submit(request);
    assertThat(end(id).outcomeText()).isEqualTo("ok");
    forget(id);
    submit(request);
    assertThat(end(id).outcomeText())
        .isEqualTo("rejected (replayed: this host has run it to its end)");
    assertThat(notes()).isEqualTo("one\n");
  }

  @Test
  void a_flood_of_forged_messages_and_orders_delays_a_true_job_and_no_more() {
    String forged = MessageCodec.write(forged("x0"));
    for (int from = 0; from < FLOOD; from += 1000) {
      String[] some = new String[1000];
      for (int i = 0; i < some.length; i++) {
        some[i] = forged.replace("x0", "x" + (from + i));
      }
      site.redis().call("flooding", j -> j.lpush(list().list(), some));
      for (int i = 0; i < some.length; i++) {
        site.redis().call("flooding", j -> j.publish(Keys.CONTROL, "look"));
      }
    }
    String id = submit("note", "one");
    await("true end of " + id)
        .atMost(SOON.multipliedBy(8).plusMillis(5L * FLOOD))
        .until(() -> outcome(id).equals("ok"));
    assertThat(notes()).isEqualTo("one\n");
  }

  private static Job forged(String id) {
    return Job.recorded(id, id, Optional.empty(), Optional.empty(), "note", list());
  }

  @Test
  void a_message_that_was_moved_to_another_role_or_changed_does_not_run() {
    String id = enqueueWithoutWorker();
    String message = message(id);
    site.redis().call("deleting", j -> j.del(list().list()));
    forget(id);
    site.worker("web01");
    Target db = new Target("db", "db_tasks", Optional.of("web01"));
    site.redis().call("moving", j -> j.lpush(db.list(), message));
    assertThat(end(id).outcome().orElseThrow().outcome()).isEqualTo(Outcome.REJECTED);
    forget(id);
    push(message.replace("\"id\":\"" + id, "\"id\":\"x" + id));
    assertThat(end("x" + id).outcome().orElseThrow().outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(notes()).isEmpty();
  }

  @Test
  void a_result_that_was_forged_before_the_job_ran_neither_stops_it_nor_stays() {
    String id = enqueueWithoutWorker();
    forge(id, "SUCCESS");
    JobResult seen = new Results(hers).find(id).orElseThrow();
    assertThat(seen.state()).isEqualTo(JobState.PENDING);
    assertThat(seen.distrust()).isEqualTo("unsigned");
    site.worker("web01");
    assertThat(end(id).outcomeText()).isEqualTo("ok");
    assertThat(notes()).isEqualTo("one\n");
  }

  @Test
  void a_forged_message_with_the_id_of_a_job_does_not_take_its_place() {
    String id = enqueueWithoutWorker();
    String forged = MessageCodec.write(MessageCodec.tryRead(message(id), list()).orElseThrow());
    site.redis().call("forging", j -> j.rpush(list().list(), forged));
    site.worker("web01");
    await("true end of " + id).atMost(SOON).until(() -> outcome(id).equals("ok"));
    assertThat(notes()).isEqualTo("one\n");
  }

  @Test
  void a_copy_of_a_running_job_neither_runs_nor_takes_its_result() {
    site.stopServices();
    String id = submit("slow");
    String message = message(id);
    site.worker("web01");
    await("start").atMost(SOON).until(() -> notes().equals("slow\n"));
    forget(id);
    push(message);
    await("true end of " + id).atMost(SOON).until(() -> outcome(id).equals("ok"));
    assertThat(notes()).isEqualTo("slow\n");
  }

  private String outcome(String id) {
    return new Results(hers).find(id).map(JobResult::outcomeText).orElse("");
  }

  @Test
  void a_result_that_was_forged_afterwards_is_not_shown_as_true() {
    String id = submit("note", "one");
    end(id);
    forge(id, "FAILURE");
    JobResult seen = new Results(hers).find(id).orElseThrow();
    assertThat(seen.state()).isEqualTo(JobState.PENDING);
    assertThat(seen.outcome()).isEmpty();
    assertThat(seen.distrust()).isEqualTo("unsigned");
    assertThat(new Results(hers).states(List.of(id)).get(id)).contains(JobState.PENDING);
  }

  @Test
  void the_true_result_of_one_job_does_not_pass_for_that_of_another() {
    String one = submit("note", "one");
    end(one);
    String stored = site.redis().call("reading", j -> j.get(Keys.meta(one)));
    site.redis().call("forging", j -> j.set(Keys.meta("other"), stored));
    assertThat(new Results(hers).find("other").orElseThrow().state()).isEqualTo(JobState.PENDING);
  }

  /** The messages wait, since the worker is stopped before. */
  private String enqueueWithoutWorker() {
    site.stopServices();
    return submit("note", "one");
  }

  private String submit(String task, String... word) {
    return submit(request(task, word));
  }

  private RunRequest request(String task, String... word) {
    Map<String, String> params = word.length == 0 ? Map.of() : Map.of("word", word[0]);
    return RunRequest.ofTask(
        site.config().task(task).orElseThrow(),
        params,
        Targets.resolve(site.config(), List.of("web01"), Optional.of(RunOn.ALL), task, Set.of())
            .targets(),
        Runs.submitter());
  }

  private String submit(RunRequest request) {
    return List.copyOf(new Submission(hers, site.config()).submit(request).jobs().keySet()).get(0);
  }

  private static Target list() {
    return new Target("web", "web_tasks", Optional.of("web01"));
  }

  private String message(String id) {
    List<String> waiting = site.redis().call("reading", j -> j.lrange(list().list(), 0, -1));
    return waiting.stream()
        .filter(text -> MessageCodec.tryRead(text, list()).map(Job::id).orElse("").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void push(String message) {
    site.redis().call("pushing", j -> j.lpush(list().list(), message));
  }

  private void forget(String id) {
    site.redis().call("deleting", j -> j.del(Keys.meta(id)));
    site.redis().call("deleting", j -> j.del(Keys.marker("web_tasks", id)));
  }

  private void forge(String id, String status) {
    String forged =
        "{\"status\":\"%s\",\"result\":{\"outcome\":\"ok\",\"host\":\"web01\"},\"task_id\":\"%s\"}"
            .formatted(status, id);
    site.redis().call("forging", j -> j.set(Keys.meta(id), forged));
  }

  private JobResult end(String id) {
    Results results = new Results(hers);
    await("end of " + id)
        .atMost(SOON)
        .until(() -> results.find(id).filter(JobResult::hasEnded).isPresent());
    return results.find(id).orElseThrow();
  }

  private String notes() {
    Path file = directory.resolve("notes");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
