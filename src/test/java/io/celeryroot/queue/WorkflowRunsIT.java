// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.ClConfig;
import io.celeryroot.job.JobListener;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Keys;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.RunIds;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.KnownHost;
import io.celeryroot.job.run.Runs;
import io.celeryroot.job.workflow.Ending;
import io.celeryroot.job.workflow.StepRuns;
import io.celeryroot.job.workflow.StepState;
import io.celeryroot.job.workflow.WorkflowStart;
import io.celeryroot.job.workflow.WorkflowState;
import io.celeryroot.queue.claim.Begin;
import io.celeryroot.queue.claim.Claim;
import io.celeryroot.queue.workflow.WorkflowListener;
import io.celeryroot.queue.workflow.WorkflowRuns;
import io.celeryroot.queue.workflow.WorkflowStates;
import io.celeryroot.redis.Redis;
import io.celeryroot.testing.RoundTrips;
import io.celeryroot.testing.TestRedis;
import io.celeryroot.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs of workflows in Redis, with jobs that end as the test says. */
class WorkflowRunsIT {

  @RegisterExtension final TestRedis server = TestRedis.shared();

  private static final Instant DUE = Instant.parse("2026-11-28T01:30:00Z");

  private ClConfig config;
  private Redis redis;
  private WorkflowRuns runs;

  @BeforeEach
  void connect() {
    redis = server.redis();
  }

  private void workflow(String settings, String... steps) {
    config =
        TestSite.config(
            "redis: {url: \"redis://127.0.0.1:%d\"}\n".formatted(server.port())
                + """
                workers:
                  app: {hostnames: [a1, a2]}
                  db: {hostnames: [d1]}
                  farm: {hostnames: [f1, f2, f3, f4, f5, f6, f7, f8, f9]}
                  glob: {hostnames: ["g*"]}
                tasks:
                  stop: {command: ["true"]}
                  backup: {command: ["true"], params: {password: {secret: true}}}
                  start: {command: ["true"]}
                schedules:
                  flow: {cron: "30 1 * * *", %s tasks: [%s]}
                """
                    .formatted(settings, String.join(", ", steps)));
    runs = newRuns(redis);
  }

  private WorkflowRuns newRuns(Redis connection) {
    return new WorkflowRuns(connection, config, Set::of, JobListener.NONE, WorkflowListener.NONE);
  }

  private void threeSteps(String settings) {
    workflow(
        settings,
        "{task: stop, targets: [app]}",
        "{task: backup, targets: [db], params: {password: hush}}",
        "{task: start, targets: [app], always: true}");
  }

  private String start(Instant due) {
    return start(due, runs);
  }

  private String start(Instant due, WorkflowRuns by) {
    return by.start(
            WorkflowStart.due(config, config.schedules().get("flow"), due, Runs.submitter()))
        .run()
        .id();
  }

  @Test
  void a_wait_for_a_run_ends_when_one_starts() {
    threeSteps("");
    assertThat(runs.live()).isEmpty();
    CompletableFuture<Void> wait = waitForRun();
    await().pollDelay(Duration.ofMillis(300)).until(() -> !wait.isDone());

    start(DUE);

    assertThat(wait).succeedsWithin(Duration.ofSeconds(5));
    assertThat(runs.live()).hasSize(1);
    assertThat(waitForRun()).as("while it lives").succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void a_wait_for_a_run_ends_when_another_process_says_that_it_started_one() {
    threeSteps("");
    assertThat(runs.live()).isEmpty();
    CompletableFuture<Void> wait = waitForRun();
    await().pollDelay(Duration.ofMillis(300)).until(() -> !wait.isDone());

    runs.expect();

    assertThat(wait).succeedsWithin(Duration.ofSeconds(5));
  }

  private CompletableFuture<Void> waitForRun() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            runs.awaitRun(Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Ends the jobs of a step that wait. */
  private void end(String run, int step, Outcome outcome, String... hosts) {
    for (String host : hosts) {
      Target target =
          state(run).step(step).targets().stream()
              .filter(t -> t.label().equals(host))
              .findFirst()
              .orElseThrow();
      String id = RunIds.step(run, step) + "." + host;
      Attempts attempts = Jobs.attempts(redis);
      try (WorkerSession session = WorkerSession.open(redis, attempts, host, target)) {
        Claim claim = Claims.next(session, target, Duration.ZERO).orElseThrow();
        assertThat(claim.job().id()).isEqualTo(id);
        attempts.begin(claim);
        attempts.finish(claim, JobOutcome.of(outcome, "", redis.serverTime()));
      }
    }
  }

  private WorkflowState state(String run) {
    return runs.find(run).orElseThrow();
  }

  private List<String> steps(String run) {
    return state(run).steps().stream()
        .map(StepState::end)
        .map(end -> end.map(Ending::text).orElse("open"))
        .toList();
  }

  private String outcome(String run) {
    return state(run).end().map(Ending::text).orElse("open");
  }

  /** Ids of all jobs that were ever put into a queue. */
  private List<String> queued() {
    return redis.jedis().keys("*}:job:*").stream()
        .map(key -> key.substring(key.indexOf(":job:") + 5))
        .sorted()
        .toList();
  }

  private String result(String job) {
    return new Results(redis).find(job).map(JobResult::outcomeText).orElse("none");
  }

  @Test
  void a_failed_step_stops_the_others_but_always_steps_run() {
    threeSteps("");
    String run = start(DUE);
    end(run, 1, Outcome.OK, "a1");
    end(run, 1, Outcome.FAILED, "a2");

    runs.advance(run);
    end(run, 3, Outcome.OK, "a1", "a2");
    runs.advance(run);

    assertThat(steps(run)).containsExactly("failed (1 of 2 jobs)", "skipped (step 1 failed)", "ok");
    assertThat(outcome(run)).isEqualTo("failed (step 1)");
    assertThat(queued()).noneMatch(job -> job.contains("+2"));
    assertThat(runs.live()).isEmpty();
  }

  @Test
  void a_repeated_start_leads_to_the_same_run() {
    threeSteps("");

    String first = start(DUE);
    String second = start(DUE, newRuns(redis));

    assertThat(second).isEqualTo(first);
    assertThat(queued()).hasSize(2);
    assertThat(redis.jedis().llen("{app_tasks}.a1")).isEqualTo(1);
  }

  @Test
  void ten_beats_at_once_take_each_transition_once() throws Exception {
    threeSteps("");
    List<String> taken = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<WorkflowRuns> beats =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    new WorkflowRuns(
                        redis,
                        config,
                        Set::of,
                        JobListener.NONE,
                        (state, transition) -> taken.add(transition.doing())))
            .toList();

    String run = at(threads, beats, beat -> start(DUE, beat)).get(0);
    for (int step = 1; step <= 3; step++) {
      end(run, step, Outcome.OK, step == 2 ? new String[] {"d1"} : new String[] {"a1", "a2"});
      at(threads, beats, beat -> beat.advance(run).map(WorkflowState::id).orElse(""));
    }
    threads.shutdown();

    assertThat(outcome(run)).isEqualTo("ok");
    assertThat(taken).doesNotHaveDuplicates().hasSize(10);
    assertThat(queued()).hasSize(5);
    assertThat(redis.jedis().keys("{*_tasks}.*")).isEmpty();
  }

  private interface Work {
    String by(WorkflowRuns beat);
  }

  private static List<String> at(ExecutorService threads, List<WorkflowRuns> beats, Work work)
      throws Exception {
    List<Callable<String>> all =
        beats.stream().<Callable<String>>map(beat -> () -> work.by(beat)).toList();
    List<String> answers = new ArrayList<>();
    for (Future<String> answer : threads.invokeAll(all)) {
      answers.add(answer.get());
    }
    return answers;
  }

  @Test
  void waves_go_on_until_the_allowed_failures_are_used_up() {
    workflow("", "{task: stop, targets: [farm], batch: 3, max_failures: 3}");
    String run = start(DUE);

    assertThat(queued()).hasSize(3);
    end(run, 1, Outcome.FAILED, "f1", "f2");
    runs.advance(run);
    assertThat(queued()).as("one of the wave is open").hasSize(3);
    end(run, 1, Outcome.OK, "f3");
    runs.advance(run);
    assertThat(queued()).hasSize(6);
    end(run, 1, Outcome.FAILED, "f4");
    end(run, 1, Outcome.OK, "f5", "f6");
    runs.advance(run);

    assertThat(outcome(run)).isEqualTo("failed (step 1)");
    assertThat(steps(run)).containsExactly("failed (3 of 6 jobs)");
    for (String host : List.of("f7", "f8", "f9")) {
      assertThat(result(run + "+1." + host)).isEqualTo("skipped (3 of 3 allowed failures)");
    }
    assertThat(queued()).hasSize(6);
  }

  @Test
  void a_cancel_ends_what_waits_skips_the_rest_and_runs_always_steps() {
    threeSteps("");
    String run = start(DUE);
    end(run, 1, Outcome.OK, "a1");

    runs.cancel(run);
    runs.cancel(run);

    assertThat(result(run + "+1.a2")).isEqualTo("cancelled");
    assertThat(steps(run)).containsExactly("cancelled", "skipped (cancelled)", "open");
    end(run, 3, Outcome.OK, "a1", "a2");
    runs.advance(run);
    assertThat(steps(run)).endsWith("ok");
    assertThat(outcome(run)).isEqualTo("cancelled");
    assertThat(runs.cancel(run).orElseThrow().end()).isPresent();
  }

  /** A Beat that stood still since it decided to queue a step does so at last. */
  @Test
  void what_a_slow_beat_queues_after_a_cancel_does_not_run() {
    threeSteps("");
    String run = start(DUE);
    WorkflowState seen = state(run);
    redis.jedis().del("{app_tasks}.a1", "{app_tasks}.a2");
    redis.jedis().keys("*}:job:*").forEach(key -> redis.jedis().del(key));
    runs.cancel(run);

    new Submission(redis, Jobs.config())
        .submitPart(StepRuns.request(seen, 1), seen.step(1).targets(), DUE, Duration.ofHours(1));

    Target a1 = seen.step(1).targets().get(0);
    Attempts attempts = Jobs.attempts(redis);
    WorkerSession session = WorkerSession.open(redis, attempts, "late", a1);
    List<Begin> begun = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Claim claim = Claims.next(session, a1, Duration.ZERO).orElseThrow();
      if (claim.job().id().contains("+1.")) {
        begun.add(attempts.begin(claim));
      }
    }
    assertThat(begun).hasSize(1).allMatch(Begin.Settled.class::isInstance);
  }

  @Test
  void a_run_that_meets_another_is_skipped_as_a_whole() {
    threeSteps("");
    String first = start(DUE);

    String second = start(DUE.plusSeconds(60));

    assertThat(outcome(second)).isEqualTo("skipped (overlap)");
    assertThat(outcome(first)).isEqualTo("open");
    assertThat(queued()).allMatch(job -> job.startsWith(first));
    assertThat(runs.live()).extracting(WorkflowState::id).containsExactly(first);
  }

  @Test
  void runs_in_line_begin_one_after_the_other_in_their_order() {
    threeSteps("overlap: queue,");
    List<String> all =
        IntStream.range(0, 3).mapToObj(i -> start(DUE.plusSeconds(60L * i))).toList();

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (String run : all) {
        runs.advance(run);
      }
      List<String> begun = all.stream().filter(this::isRunning).toList();
      assertThat(begun).as("no two at a time").hasSize(1);
      order.addAll(begun);
      end(begun.get(0), 1, Outcome.FAILED, "a1", "a2");
      runs.advance(begun.get(0));
      end(begun.get(0), 3, Outcome.OK, "a1", "a2");
      runs.advance(begun.get(0));
    }

    assertThat(order).isEqualTo(all);
    assertThat(redis.jedis().exists(Keys.line("flow"))).isFalse();
  }

  private boolean isRunning(String run) {
    return !state(run).hasEnded() && !state(run).isHeld();
  }

  @Test
  void a_run_that_replaces_others_begins_after_their_always_steps() {
    threeSteps("overlap: replace,");
    String first = start(DUE);
    String second = start(DUE.plusSeconds(60));
    String third = start(DUE.plusSeconds(120));

    assertThat(outcome(second)).isEqualTo("cancelled (by run " + third + ")");
    assertThat(steps(first))
        .containsExactly(
            "cancelled (by run " + second + ")",
            "skipped (by run " + second + " cancelled)",
            "open");
    assertThat(state(third).isHeld()).isTrue();

    end(first, 3, Outcome.OK, "a1", "a2");
    runs.advance(first);
    runs.advance(third);

    assertThat(outcome(first)).isEqualTo("cancelled (by run " + second + ")");
    assertThat(state(third).step(1).isRunning()).isTrue();
  }

  @Test
  void a_late_run_replaces_none_that_was_due_after_it() {
    threeSteps("overlap: replace,");
    String first = start(DUE.plusSeconds(60));

    String late = start(DUE);

    assertThat(outcome(late)).isEqualTo("skipped (overlap)");
    assertThat(state(first).stop()).isEmpty();
    assertThat(state(first).step(1).isRunning()).isTrue();
    assertThat(start(DUE)).as("again").isEqualTo(late);
  }

  @Test
  void a_run_whose_state_was_deleted_holds_up_no_other() {
    threeSteps("overlap: queue,");
    String first = start(DUE);
    String second = start(DUE.plusSeconds(60));
    redis.jedis().del(Keys.workflow(first));

    runs.advance(second);

    assertThat(isRunning(second)).isTrue();
  }

  @Test
  void a_schedule_that_allows_overlap_has_two_runs_at_a_time() {
    threeSteps("overlap: allow,");

    List<String> all = List.of(start(DUE), start(DUE.plusSeconds(60)));

    assertThat(all).allMatch(this::isRunning);
    assertThat(queued()).hasSize(4);
  }

  @Test
  void a_host_that_is_away_ends_its_job_and_the_workflow_stops_by_rule() {
    workflow(
        "",
        "{task: stop, targets: [app], expires: 1s}",
        "{task: backup, targets: [db]}",
        "{task: start, targets: [db], always: true}");
    String run = start(DUE);
    end(run, 1, Outcome.OK, "a1");
    Target a2 = state(run).step(1).targets().get(1);

    Expiry expiry = new Expiry(redis, Jobs.attempts(redis), job -> false);
    await("expiry").atMost(Duration.ofSeconds(10)).until(() -> expiry.expire(List.of(a2)) > 0);
    runs.advance(run);

    assertThat(result(run + "+1.a2")).isEqualTo("expired");
    assertThat(steps(run))
        .containsExactly("failed (1 of 2 jobs)", "skipped (step 1 failed)", "open");
  }

  @Test
  void a_step_that_takes_too_long_is_ended() {
    workflow(
        "",
        "{task: stop, targets: [app], timeout: 1s}",
        "{task: backup, targets: [db]}",
        "{task: start, targets: [db], always: true}");
    String run = start(DUE);

    await("timeout")
        .atMost(Duration.ofSeconds(10))
        .until(() -> runs.advance(run).orElseThrow().step(1).hasEnded());

    assertThat(steps(run)).containsExactly("timed out", "skipped (step 1 timed out)", "open");
    assertThat(result(run + "+1.a1")).isIn("cancelled", "expired");
  }

  @Test
  void a_workflow_that_takes_too_long_is_ended_but_always_steps_run() {
    threeSteps("timeout: 1s,");
    String run = start(DUE);

    await("timeout")
        .atMost(Duration.ofSeconds(10))
        .until(() -> runs.advance(run).orElseThrow().step(1).hasEnded());

    assertThat(steps(run)).containsExactly("timed out", "skipped (timed out)", "open");
    end(run, 3, Outcome.OK, "a1", "a2");
    runs.advance(run);
    assertThat(outcome(run)).isEqualTo("timed out");
  }

  @Test
  void a_step_without_any_host_fails_and_says_why() {
    workflow("", "{task: stop, targets: [glob]}", "{task: backup, targets: [db]}");

    String run = start(DUE);

    assertThat(steps(run).get(0)).startsWith("failed (no host of role \"glob\" has been seen");
    assertThat(steps(run).get(1)).isEqualTo("skipped (step 1 failed)");
  }

  @Test
  void hosts_of_globs_take_turns_as_they_were_seen_when_the_step_began() {
    workflow("", "{task: stop, targets: [glob], batch: 50%}");
    Set<KnownHost> seen = new HashSet<>();
    Stream.of("g1", "g2", "g3").forEach(host -> seen.add(new KnownHost(host, Set.of("glob"))));
    runs =
        new WorkflowRuns(
            redis, config, () -> Set.copyOf(seen), JobListener.NONE, WorkflowListener.NONE);

    String run = start(DUE);
    assertThat(queued()).containsExactly(run + "+1.g1", run + "+1.g2");
    seen.removeIf(host -> host.name().equals("g3"));
    seen.add(new KnownHost("g4", Set.of("glob")));
    end(run, 1, Outcome.OK, "g1", "g2");
    runs.advance(run);

    assertThat(queued()).containsExactly(run + "+1.g1", run + "+1.g2", run + "+1.g3");
    end(run, 1, Outcome.OK, "g3");
    runs.advance(run);
    assertThat(outcome(run)).isEqualTo("ok");
  }

  @Test
  void a_task_that_is_taken_out_of_the_file_fails_its_step_and_always_steps_run() {
    threeSteps("");
    String run = start(DUE);
    config =
        TestSite.config(
            """
            redis: {url: "redis://127.0.0.1:%d"}
            workers:
              app: {hostnames: [a1, a2]}
            tasks:
              start: {command: ["true"]}
            """
                .formatted(server.port()));
    runs = newRuns(redis);

    end(run, 1, Outcome.OK, "a1", "a2");
    runs.advance(run);

    assertThat(steps(run)).containsExactly("ok", "failed (no task backup in cl.yaml)", "open");
    end(run, 3, Outcome.OK, "a1", "a2");
    runs.advance(run);
    assertThat(outcome(run)).isEqualTo("failed (step 2)");
  }

  @Test
  void secrets_stay_in_redis_no_longer_than_the_run() {
    threeSteps("");
    String run = start(DUE);
    end(run, 1, Outcome.OK, "a1", "a2");
    runs.advance(run);
    end(run, 2, Outcome.OK, "d1");
    runs.advance(run);
    end(run, 3, Outcome.OK, "a1", "a2");
    runs.advance(run);

    assertThat(outcome(run)).isEqualTo("ok");
    Map<String, String> holding =
        redis.jedis().keys("*").stream()
            .filter(key -> redis.jedis().type(key).equals("string"))
            .collect(Collectors.toMap(key -> key, redis.jedis()::get));
    assertThat(holding.values()).noneMatch(text -> text.contains("hush"));
  }

  @Test
  void a_state_that_nobody_can_read_is_no_run() {
    threeSteps("");
    String run = start(DUE);
    redis.jedis().set(Keys.workflow(run), "{\"id\":\"x\",\"steps\":[{\"wave\":1e300}]}");

    assertThat(runs.advance(run)).isEmpty();
    assertThat(runs.live()).isEmpty();
    redis.jedis().zadd(Keys.LIVE_WORKFLOWS, 1000, run);
    assertThat(runs.live()).isEmpty();
    assertThat(redis.jedis().exists(Keys.LIVE_WORKFLOWS)).isFalse();
  }

  @Test
  void a_look_at_no_workflow_is_one_question() {
    threeSteps("");
    try (RoundTrips network = RoundTrips.to(server.port());
        Redis counted = TestRedis.connect("redis://127.0.0.1:" + network.port())) {
      WorkflowRuns idle = newRuns(counted);
      idle.live();
      long before = network.count();

      idle.live();

      assertThat(network.count() - before).isEqualTo(1);
    }
  }

  @Test
  void a_look_at_a_run_whose_job_is_open_is_a_few_questions() {
    workflow("", "{task: stop, targets: [farm]}");
    String run = start(DUE);
    try (RoundTrips network = RoundTrips.to(server.port());
        Redis counted = TestRedis.connect("redis://127.0.0.1:" + network.port())) {
      WorkflowRuns looking = newRuns(counted);
      looking.live();
      looking.advance(run);
      long before = network.count();

      looking.live();
      looking.advance(run);

      assertThat(network.count() - before).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void the_keys_of_a_run_are_in_one_slot_of_a_cluster() {
    assertThat(Keys.workflow("flow-20261128T013000Z")).startsWith("cl:workflow:{flow}:");
    assertThat(Keys.workflow("flow-20261128T013000Z-abcdefgh")).startsWith("cl:workflow:{flow}:");
    assertThat(Keys.line("flow")).isEqualTo("cl:workflow:{flow}");
  }

  @Test
  void states_are_read_in_the_order_asked_for() {
    threeSteps("overlap: allow,");
    List<String> all = List.of(start(DUE.plusSeconds(60)), start(DUE));

    assertThat(new WorkflowStates(redis, TestRedis.KEPT).findAll(all).keySet())
        .containsExactlyElementsOf(all);
  }
}
