// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static io.celeryroot.queue.Jobs.HOST1;
import static io.celeryroot.queue.Jobs.OK;
import static io.celeryroot.queue.Jobs.scheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.Overlap;
import io.celeryroot.job.Job;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Retention;
import io.celeryroot.job.Target;
import io.celeryroot.job.TaskRules;
import io.celeryroot.job.run.Enqueued;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.claim.Finish;
import io.celeryroot.queue.line.WaitingLine;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OverlapIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final String SLOT = Keys.slot("web_tasks", "backup", "web1");

  private Redis redis;
  private JobQueues queues;
  private DeadLetterQueue letters;
  private Attempts attempts;
  private Results results;
  private WorkerSession session;

  @BeforeEach
  void connect() {
    redis = server.redis();
    queues = new JobQueues(redis, TestRedis.KEPT);
    letters = new DeadLetterQueue(redis, TestRedis.KEPT);
    attempts = Jobs.attempts(redis);
    results = new Results(redis);
    session = WorkerSession.open(redis, attempts, "w1", HOST1);
  }

  @Test
  void skip_ends_a_job_while_the_previous_one_runs() {
    queues.enqueue(scheduled("a", Overlap.SKIP));

    Enqueued second = queues.enqueue(scheduled("b", Overlap.SKIP));

    assertThat(second).isEqualTo(Enqueued.SKIPPED);
    assertThat(results.find("b").orElseThrow().outcomeText())
        .isEqualTo("skipped (overlap: a still waits for web1, never seen)");
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
  }

  @Test
  void a_job_that_is_claimed_while_another_takes_it_out_of_line_keeps_its_slot() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    WaitingLine.Entry waiting = new WaitingLine(redis, HOST1).entries().get(0);
    assertThat(Claims.next(session, HOST1, Duration.ZERO)).isPresent();

    new MessageMover(redis, new Retention(TestRedis.KEPT, TaskRules.NONE)).ack(waiting);

    assertThat(redis.jedis().get(SLOT)).isEqualTo("a");
    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.SKIPPED);
  }

  @Test
  void skip_lets_the_next_one_in_after_the_last_one_ended() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    finishNext();

    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void a_skip_that_was_cut_short_is_reported_by_its_repetition() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    queues.enqueue(scheduled("b", Overlap.SKIP));
    redis.jedis().del(Keys.meta("b"));

    Enqueued again = queues.enqueue(scheduled("b", Overlap.SKIP));

    assertThat(again).isEqualTo(Enqueued.DUPLICATE);
    assertThat(results.find("b").orElseThrow().outcomeText()).isEqualTo("skipped (overlap)");
  }

  @Test
  void queue_runs_one_after_the_other_in_order() {
    assertThat(queues.enqueue(scheduled("a", Overlap.QUEUE))).isEqualTo(Enqueued.QUEUED);
    assertThat(queues.enqueue(scheduled("b", Overlap.QUEUE))).isEqualTo(Enqueued.HELD);
    assertThat(queues.enqueue(scheduled("c", Overlap.QUEUE))).isEqualTo(Enqueued.HELD);

    assertThat(finishNext()).isEqualTo("a");
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
    assertThat(finishNext()).isEqualTo("b");
    assertThat(finishNext()).isEqualTo("c");
    assertThat(redis.jedis().exists(SLOT)).isFalse();
  }

  @Test
  void a_role_that_gets_another_name_and_keeps_its_queue_keeps_the_slots_of_jobs_for_any_host() {
    Target renamed = new Target("renamed", "web_tasks", Optional.empty());
    queues.enqueue(forAny("a", Jobs.ANY));
    queues.enqueue(forAny("b", Jobs.ANY));
    WorkerSession other = WorkerSession.open(redis, attempts, "w2", renamed);
    Claim claim = Claims.next(other, renamed, Duration.ZERO).orElseThrow();
    attempts.begin(claim);

    assertThat(queues.enqueue(forAny("c", renamed))).isEqualTo(Enqueued.HELD);
    attempts.finish(claim, OK);

    assertThat(Claims.next(other, renamed, Duration.ZERO).orElseThrow().job().id()).isEqualTo("b");
  }

  private static Job forAny(String id, Target role) {
    return Jobs.job(
        id, role, Optional.of("backup"), Overlap.QUEUE, Optional.empty(), Optional.empty());
  }

  @Test
  void queue_holds_a_hundred_and_skips_more() {
    for (int i = 0; i <= 100; i++) {
      queues.enqueue(scheduled("a" + i, Overlap.QUEUE));
    }

    assertThat(queues.enqueue(scheduled("b", Overlap.QUEUE))).isEqualTo(Enqueued.SKIPPED);
    assertThat(redis.jedis().llen(Keys.held("web_tasks", "backup", "web1"))).isEqualTo(100);
  }

  @Test
  void replace_cancels_a_job_that_waits_and_takes_its_place() {
    queues.enqueue(scheduled("a", Overlap.REPLACE));

    assertThat(queues.enqueue(scheduled("b", Overlap.REPLACE))).isEqualTo(Enqueued.QUEUED);

    assertThat(results.find("a").orElseThrow().outcomeText()).isEqualTo("cancelled");
    assertThat(redis.jedis().llen(HOST1.list())).isEqualTo(1);
    assertThat(finishNext()).isEqualTo("b");
  }

  @Test
  void replace_cancels_the_running_job_and_starts_the_newest_when_it_has_ended() {
    queues.enqueue(scheduled("a", Overlap.REPLACE));
    Claim running = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(running);

    assertThat(queues.enqueue(scheduled("b", Overlap.REPLACE))).isEqualTo(Enqueued.HELD);
    assertThat(new Cancellations(redis, TestRedis.KEPT).requested(List.of("a"))).contains("a");
    assertThat(queues.enqueue(scheduled("c", Overlap.REPLACE))).isEqualTo(Enqueued.HELD);
    assertThat(Claims.next(session, HOST1, Duration.ZERO)).isEmpty();

    attempts.finish(running, OK);
    assertThat(results.find("b").orElseThrow().outcomeText()).isEqualTo("cancelled");
    assertThat(finishNext()).isEqualTo("c");
    assertThat(redis.jedis().exists(SLOT)).isFalse();
  }

  @Test
  void a_late_job_replaces_none_that_was_due_after_it() {
    String first = "backup-20261128T020100Z.web1";
    String second = "backup-20261128T020200Z.web1";
    queues.enqueue(scheduled(first, Overlap.REPLACE));

    assertThat(queues.enqueue(scheduled("backup-20261128T020000Z.web1", Overlap.REPLACE)))
        .isEqualTo(Enqueued.SKIPPED);

    Claim running = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(running);
    assertThat(queues.enqueue(scheduled(second, Overlap.REPLACE))).isEqualTo(Enqueued.HELD);
    assertThat(queues.enqueue(scheduled("backup-20261128T020130Z.web1", Overlap.REPLACE)))
        .as("one that was due later waits already")
        .isEqualTo(Enqueued.SKIPPED);
    attempts.finish(running, OK);
    assertThat(finishNext()).isEqualTo(second);
    assertThat(results.find("backup-20261128T020130Z.web1").orElseThrow().outcomeText())
        .startsWith("skipped (overlap: backup-20261128T020100Z ");
  }

  @Test
  void a_replacement_that_is_submitted_again_cancels_nothing_more() {
    queues.enqueue(scheduled("a", Overlap.REPLACE));
    queues.enqueue(scheduled("b", Overlap.REPLACE));

    assertThat(queues.enqueue(scheduled("b", Overlap.REPLACE))).isEqualTo(Enqueued.DUPLICATE);
    assertThat(queues.enqueue(scheduled("a", Overlap.REPLACE))).isEqualTo(Enqueued.DUPLICATE);

    assertThat(finishNext()).isEqualTo("b");
  }

  @Test
  void allow_queues_one_beside_the_other() {
    queues.enqueue(scheduled("a", Overlap.ALLOW));

    assertThat(queues.enqueue(scheduled("b", Overlap.ALLOW))).isEqualTo(Enqueued.QUEUED);
  }

  @Test
  void a_holder_killed_after_its_result_holds_no_longer() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    finishNext();
    redis.jedis().set(SLOT, "a");

    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.QUEUED);
    assertThat(redis.jedis().get(SLOT)).isEqualTo("b");
  }

  @Test
  void those_who_wait_for_a_holder_killed_after_its_result_come_first() {
    queues.enqueue(scheduled("a", Overlap.QUEUE));
    queues.enqueue(scheduled("b", Overlap.QUEUE));
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    String held = redis.jedis().lindex(Keys.held("web_tasks", "backup", "web1"), 0);
    attempts.finish(claim, OK);
    redis.jedis().del(HOST1.list());
    redis.jedis().lpush(Keys.held("web_tasks", "backup", "web1"), held);
    redis.jedis().set(SLOT, "a");

    Enqueued third = queues.enqueue(scheduled("c", Overlap.QUEUE));

    assertThat(third).isEqualTo(Enqueued.HELD);
    assertThat(finishNext()).isEqualTo("b");
    assertThat(finishNext()).isEqualTo("c");
  }

  @Test
  void a_holder_that_is_given_back_still_holds() {
    queues.enqueue(scheduled("a", Overlap.SKIP));
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    attempts.release(claim);

    assertThat(queues.enqueue(scheduled("b", Overlap.SKIP))).isEqualTo(Enqueued.SKIPPED);
  }

  @Test
  void a_rejected_holder_lets_the_next_one_in() {
    queues.enqueue(scheduled("a", Overlap.QUEUE));
    queues.enqueue(scheduled("b", Overlap.QUEUE));

    attempts.reject(Claims.next(session, HOST1, Duration.ZERO).orElseThrow(), "unknown task");

    assertThat(finishNext()).isEqualTo("b");
  }

  @Test
  void a_cancelled_holder_lets_the_next_one_in() {
    queues.enqueue(scheduled("a", Overlap.QUEUE));
    queues.enqueue(scheduled("b", Overlap.QUEUE));

    new Cancellations(redis, TestRedis.KEPT).cancel("a", Optional.of(HOST1));

    assertThat(finishNext()).isEqualTo("b");
  }

  @Test
  void a_holder_expired_on_an_absent_host_frees_its_slot() {
    Instant past = redis.serverTime().minusSeconds(1);
    queues.enqueue(
        Jobs.job(
            "backup-20261123T020000Z.web1",
            HOST1,
            Optional.of("backup"),
            Overlap.SKIP,
            Optional.empty(),
            Optional.of(past)));

    Enqueued next = queues.enqueue(scheduled("b", Overlap.SKIP));

    assertThat(next).isEqualTo(Enqueued.QUEUED);
    JobResult first = results.find("backup-20261123T020000Z.web1").orElseThrow();
    assertThat(first.outcomeText()).isEqualTo("expired");
  }

  @Test
  void a_running_holder_whose_record_vanished_keeps_its_slot_past_its_expiry() {
    Instant soon = redis.serverTime().plusMillis(200);
    queues.enqueue(
        Jobs.job(
            "a", HOST1, Optional.of("backup"), Overlap.SKIP, Optional.empty(), Optional.of(soon)));
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    await().until(() -> redis.serverTime().isAfter(soon));
    redis.jedis().del(Keys.meta("a"));

    Enqueued next = queues.enqueue(scheduled("b", Overlap.SKIP));

    assertThat(next).isEqualTo(Enqueued.SKIPPED);
    assertThat(attempts.finish(claim, Jobs.OK)).isEqualTo(Finish.STORED);
  }

  @Test
  void a_dead_letter_past_its_expiry_runs_when_requeued() {
    Instant soon = redis.serverTime().plusMillis(200);
    queues.enqueue(
        Jobs.job(
            "a", HOST1, Optional.of("backup"), Overlap.SKIP, Optional.empty(), Optional.of(soon)));
    attempts.reject(Claims.next(session, HOST1, Duration.ZERO).orElseThrow(), "unknown task");
    await().until(() -> redis.serverTime().isAfter(soon));

    String id = letters.requeue(letters.read("web_tasks").get(0)).orElseThrow();

    assertThat(finishNext()).isEqualTo(id);
    assertThat(results.find(id).orElseThrow().outcomeText()).isEqualTo("ok");
  }

  @Test
  void a_dead_letter_stays_while_a_hundred_others_wait_for_its_place() {
    queues.enqueue(scheduled("dead", Overlap.SKIP));
    attempts.reject(Claims.next(session, HOST1, Duration.ZERO).orElseThrow(), "unknown task");
    for (int i = 0; i <= 100; i++) {
      queues.enqueue(scheduled("j" + i, Overlap.QUEUE));
    }
    DeadLetter letter = letters.read("web_tasks").get(0);

    assertThat(letters.requeue(letter)).isEmpty();
    assertThat(letters.read("web_tasks")).containsExactly(letter);

    finishNext();
    String id = letters.requeue(letter).orElseThrow();
    assertThat(letters.read("web_tasks")).isEmpty();
    for (int i = 0; i < 100; i++) {
      finishNext();
    }
    assertThat(finishNext()).isEqualTo(id);
  }

  private String finishNext() {
    Claim claim = Claims.next(session, HOST1, Duration.ZERO).orElseThrow();
    attempts.begin(claim);
    attempts.finish(claim, OK);
    return claim.job().id();
  }
}
