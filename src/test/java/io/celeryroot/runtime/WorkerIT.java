// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeryroot.config.RunOn;
import io.celeryroot.job.JobOutcome;
import io.celeryroot.job.JobResult;
import io.celeryroot.job.Outcome;
import io.celeryroot.job.Target;
import io.celeryroot.job.run.SubmittedRun;
import io.celeryroot.queue.Cancellations;
import io.celeryroot.queue.host.Heartbeats;
import io.celeryroot.testing.FaultProxy;
import io.celeryroot.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real routes, a real Redis, real processes. */
class WorkerIT {

  @TempDir private Path directory;
  private TestSite site;

  @BeforeEach
  void startRedis() {
    site =
        TestSite.of(
            """
            workers:
              web:
                hostnames: [web01, web02]
                concurrency: 2
                tasks: ["*", ]
              strict:
                hostnames: [web01]
                tasks: [say]
            tasks:
              say:
                command: [printf, "%%s", "{text}"]
                params:
                  text: {required: true, pattern: "[^!]*"}
              who:
                script: echo "$CL_HOST $CL_TASK $CL_ATTEMPT"
              hold:
                script: |
                  sleep "$seconds" & wait
                params:
                  seconds: {default: "0"}
                kill_after: 1s
              slow:
                script: sleep 60
                timeout: 1s
                kill_after: 1s
              flaky:
                script: |
                  echo x >> %s/tries
                  test "$(wc -l < %s/tries)" -ge 3
                retries: {max: 3, delay: 100ms, jitter: 0}
              hush:
                script: echo "password is $password"
                params:
                  password: {secret: true}
              tell:
                to: "log:tell?level=DEBUG"
              broken:
                to: "direct:nowhere?block=false"
            schedules: {}
            """
                .formatted(directory, directory)
                .replace(", ]", "]"));
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  @Test
  void a_job_for_a_host_runs_on_that_host() {
    site.worker("web01");
    site.worker("web02");

    List<String> jobs = site.submit("who", Map.of(), RunOn.ALL, "web");

    assertThat(stdout(jobs.get(0))).isEqualTo("web01 who 1\n");
    assertThat(stdout(jobs.get(1))).isEqualTo("web02 who 1\n");
  }

  @Test
  void a_job_for_any_host_of_the_role_runs_once() {
    site.worker("web02");

    List<String> jobs = site.submit("who", Map.of(), RunOn.ANY, "web");

    assertThat(jobs).hasSize(1);
    assertThat(stdout(jobs.get(0))).isEqualTo("web02 who 1\n");
  }

  @Test
  void a_job_is_found_within_a_quarter_of_a_second() {
    site.worker("web01");
    site.end(site.submit("who", Map.of(), RunOn.ALL, "web01").get(0));
    List<Duration> waits = new ArrayList<>();

    for (RunOn runOn : List.of(RunOn.ALL, RunOn.ANY, RunOn.ALL, RunOn.ANY, RunOn.ALL)) {
      Instant submitted = site.redis().serverTime();
      String job = site.submit("who", Map.of(), runOn, runOn == RunOn.ALL ? "web01" : "web").get(0);
      waits.add(Duration.between(submitted, site.end(job).started().orElseThrow()));
    }

    assertThat(waits).allMatch(wait -> wait.toMillis() < 300);
  }

  @Test
  void an_argument_stays_one_argument() {
    site.worker("web01");

    String text = "a b; $(id) {text} \"'\n%20&?";
    String job = site.submit("say", Map.of("text", text), RunOn.ALL, "web01").get(0);

    assertThat(stdout(job)).isEqualTo(text);
  }

  @Test
  void an_unknown_task_is_rejected() {
    site.worker("web01");

    JobResult result = site.end(site.submit("nosuch", Map.of(), web01()).get(0));

    assertThat(result.outcomeText()).startsWith("rejected (unknown task: ").contains("; fix: ");
  }

  @Test
  void a_task_that_the_role_does_not_allow_is_rejected() {
    site.worker("web01");

    JobResult result =
        site.end(
            site.submit(
                    "who",
                    Map.of(),
                    List.of(new Target("strict", "strict_tasks", Optional.of("web01"))))
                .get(0));

    assertThat(result.outcomeText()).isEqualTo("rejected (task not allowed for role strict)");
  }

  @Test
  void bad_parameters_are_rejected_on_the_worker_too() {
    site.worker("web01");

    JobResult missing = site.end(site.submit("say", Map.of(), web01()).get(0));
    JobResult wrong = site.end(site.submit("say", Map.of("text", "hi!"), web01()).get(0));

    assertThat(missing.outcomeText()).startsWith("rejected (text: required, not given");
    assertThat(wrong.outcomeText()).startsWith("rejected (text: \"hi!\" does not match");
  }

  @Test
  void names_of_camel_headers_in_a_message_change_nothing() {
    site.worker("web01");
    Map<String, String> hostile =
        Map.of("text", "fine", "CamelExecCommandExecutable", "/bin/false");

    JobResult rejected = site.end(site.submit("say", hostile, web01()).get(0));
    JobResult to =
        site.end(site.submit("say", Map.of("text", "CamelExecCommandArgs"), web01()).get(0));

    assertThat(rejected.outcomeText()).startsWith("rejected (no parameter");
    assertThat(to.outcome().orElseThrow().stdout()).isEqualTo("CamelExecCommandArgs");
  }

  @Test
  void a_program_that_takes_too_long_is_ended() {
    site.worker("web01");

    JobResult result = site.end(site.submit("slow", Map.of(), web01()).get(0));

    assertThat(result.outcome().map(JobOutcome::outcome)).contains(Outcome.TIMED_OUT);
  }

  @Test
  void a_failed_attempt_is_tried_again() {
    site.worker("web01");

    JobResult result = site.end(site.submit("flaky", Map.of(), web01()).get(0));

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(result.attempt()).isEqualTo(3);
  }

  @Test
  void a_secret_in_the_output_is_masked() {
    site.worker("web01");

    String job = site.submit("hush", Map.of("password", "hunter22"), web01()).get(0);

    assertThat(stdout(job)).isEqualTo("password is ***\n");
  }

  @Test
  void an_endpoint_can_be_a_task() {
    site.worker("web01");

    assertThat(site.end(site.submit("tell", Map.of(), web01()).get(0)).outcomeText())
        .isEqualTo("ok");
    assertThat(site.end(site.submit("broken", Map.of(), web01()).get(0)).outcomeText())
        .startsWith("failed (No consumers available");
  }

  @Test
  void a_cancelled_job_leaves_no_process() {
    site.worker("web01");
    String job = site.submit("hold", Map.of("seconds", "61"), web01()).get(0);
    site.awaitStart(job);
    await().until(() -> processes("sleep 61") == 1);

    new Cancellations(site.redis(), Duration.ofDays(1)).cancel(job, Optional.empty());

    assertThat(site.end(job).outcome().map(JobOutcome::outcome)).contains(Outcome.CANCELLED);
    assertThat(processes("sleep 61")).isZero();
  }

  @Test
  void no_more_jobs_run_at_a_time_than_there_are_slots() {
    site.worker("web01");
    Target any = new Target("web", "web_tasks", Optional.empty());

    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      jobs.addAll(site.submit("hold", Map.of("seconds", "0.4"), List.of(any)));
    }
    List<JobResult> results = jobs.stream().map(site::end).toList();

    assertThat(results).allMatch(result -> atTheTime(results, result) <= 2);
    assertThat(results).anyMatch(result -> atTheTime(results, result) == 2);
  }

  /** How many jobs ran when {@code one} began. */
  private static long atTheTime(List<JobResult> all, JobResult one) {
    Instant begin = one.started().orElseThrow();
    return all.stream()
        .filter(other -> !other.started().orElseThrow().isAfter(begin))
        .filter(other -> other.done().orElseThrow().isAfter(begin))
        .count();
  }

  @Test
  void a_stop_lets_running_jobs_end_and_leaves_the_others_in_line() {
    WorkerProcess worker = site.worker("web01");
    String running = site.submit("hold", Map.of("seconds", "1.5"), web01()).get(0);
    String other = site.submit("hold", Map.of("seconds", "1.5"), web01()).get(0);
    String waiting = site.submit("hold", Map.of("seconds", "1.5"), web01()).get(0);
    site.awaitStart(running);
    site.awaitStart(other);

    worker.close();

    assertThat(site.result(running).orElseThrow().outcomeText()).isEqualTo("ok");
    assertThat(site.result(other).orElseThrow().outcomeText()).isEqualTo("ok");
    assertThat(site.result(waiting).filter(JobResult::hasEnded)).isEmpty();
    assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);
    assertThat(new Heartbeats(site.redis()).workers()).isEmpty();
  }

  @Test
  void work_resumes_within_five_seconds_of_the_return_of_redis() {
    site.worker("web01");
    site.end(site.submit("who", Map.of(), web01()).get(0));
    site.network().inflict(FaultProxy.Fault.REFUSE);
    Instant back = Instant.now().plusSeconds(4);
    await().until(() -> Instant.now().isAfter(back));

    site.network().heal();
    Instant healed = Instant.now();
    JobResult result = site.end(resubmit());

    assertThat(result.outcomeText()).isEqualTo("ok");
    assertThat(Duration.between(healed, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void a_result_is_kept_while_redis_is_away() {
    site.worker("web01");
    String job = site.submit("hold", Map.of("seconds", "1"), web01()).get(0);
    site.awaitStart(job);

    site.network().inflict(FaultProxy.Fault.REFUSE);
    Instant back = Instant.now().plusSeconds(3);
    await().until(() -> Instant.now().isAfter(back));
    site.network().heal();

    await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> site.end(job) != null);
    assertThat(site.end(job).outcomeText()).isEqualTo("ok");
    assertThat(site.end(job).attempt()).isEqualTo(1);
  }

  @Test
  void what_runs_longer_than_the_grace_period_is_ended_and_given_back() {
    CamelProcess worker =
        Contexts.worker(
            site.config(), "web01", Duration.ofMillis(300), Contexts.shared(site.config()));
    String job = site.submit("hold", Map.of("seconds", "62"), web01()).get(0);
    site.awaitStart(job);
    await().until(() -> processes("sleep 62") == 1);

    worker.close();

    assertThat(processes("sleep 62")).isZero();
    assertThat(site.result(job).filter(JobResult::hasEnded)).isEmpty();
    assertThat(site.redis().jedis().llen("{web_tasks}.web01")).isEqualTo(1);
  }

  private String resubmit() {
    return await()
        .atMost(Duration.ofSeconds(5))
        .ignoreExceptions()
        .until(() -> site.submit("who", Map.of(), web01()).get(0), job -> true);
  }

  @Test
  void any_camel_route_can_start_a_run() throws IOException {
    try (CamelProcess process =
            Contexts.worker(site.config(), "web01", Duration.ZERO, Contexts.shared(site.config()));
        ProducerTemplate template = process.context().createProducerTemplate()) {
      Object run =
          template.requestBody("redis-queue:web_tasks?task=say&runOn=any", Map.of("text", "moin"));

      String job = List.copyOf(((SubmittedRun) run).jobs().keySet()).get(0);
      assertThat(stdout(job)).isEqualTo("moin");
      assertThat(run).hasToString(((SubmittedRun) run).run().id());
    }
  }

  @Test
  void a_worker_says_that_it_lives_and_what_it_serves() {
    site.worker("web01");
    Heartbeats heartbeats = new Heartbeats(site.redis());

    await().until(() -> !heartbeats.workers().isEmpty());

    assertThat(heartbeats.workers().get(0).name()).isEqualTo("web01");
    assertThat(heartbeats.workers().get(0).roles()).containsExactly("strict", "web");
    assertThat(heartbeats.workers().get(0).lists())
        .contains("{web_tasks}.web01", "web_tasks", "{strict_tasks}.web01");
  }

  private List<Target> web01() {
    return List.of(new Target("web", "web_tasks", Optional.of("web01")));
  }

  private String stdout(String job) {
    return site.end(job).outcome().orElseThrow().stdout();
  }

  private static long processes(String commandLine) {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(process -> commandLineOf(process.pid()).equals(commandLine))
        .count();
  }

  private static String commandLineOf(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }
}
