// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.celeryroot.cli.Cl;
import io.celeryroot.config.ClConfig;
import io.celeryroot.redis.embedded.EmbeddedRedis;
import io.celeryroot.runtime.Processes;
import io.celeryroot.runtime.WorkerProcess;
import io.celeryroot.testing.TestSite;
import io.celeryroot.view.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cl task logs} shows of jobs that a real worker runs. */
final class TaskLogsIT {

  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private static Path directory;

  private static EmbeddedRedis server;
  private static Cl cl;
  private static final List<WorkerProcess> workers = new ArrayList<>();

  @BeforeAll
  static void startWorkers() {
    server = EmbeddedRedis.start(Optional.empty(), List.of());
    String text =
        """
        redis: %1$s
        workers:
          web: {hostnames: [web01, web02], concurrency: 4}
          far: {hostnames: [far01]}
        tasks:
          talk:
            workdir: "%2$s"
            params: {go: {required: true}, password: {secret: true}}
            script: |
              echo "first $password"; echo oops >&2
              while [ ! -e "$go" ]; do sleep 0.05; done
              printf 'second\\033[2J\\n'; exit 3
          again:
            workdir: "%2$s"
            retries: {max: 1, delay: 100ms}
            script: 'echo "attempt $CL_ATTEMPT"; if [ "$CL_ATTEMPT" = 1 ]; then exit 7; fi; sleep 0.7; echo done'
          little: {script: 'seq 10000; sleep 0.7', max_output: 1KB}
          count: {command: [seq, "5"]}
        schedules: {}
        """
            .formatted(server.url(), directory);
    cl = new Cl(directory).file("cl.yaml", text).clock(Clock.systemUTC());
    ClConfig config = TestSite.config(text);
    for (String host : List.of("web01", "web02")) {
      WorkerProcess worker = Processes.worker(config, host);
      workers.add(worker);
      worker.start();
    }
  }

  @AfterAll
  static void stop() {
    workers.forEach(WorkerProcess::close);
    server.close();
  }

  @Test
  void output_appears_live_and_ends_with_the_job() throws IOException {
    Path go = directory.resolve("go1");
    String run = submit("talk", "web01", "-p", "go=" + go, "-p", "password=open-sesame");
    Cl.Running logs = cl.start("task", "logs", "-f", run);
    await().atMost(SOON).until(() -> logs.out().contains("first") && logs.err().contains("oops"));

    assertThat(logs.isAlive()).isTrue();
    assertThat(cl.run("task", "logs", run + ".web01").out()).isEqualTo("first ***\n");
    Files.createFile(go);

    assertThat(logs.exitCode()).isEqualTo(1);
    assertThat(logs.out()).isEqualTo("first ***\nsecond\u001b[2J\n");
    assertThat(logs.err()).contains("oops\n", ".web01 on web01: failed (exit 3)");
    Cl.Ended later = cl.run("task", "logs", run);
    assertThat(later.out()).isEqualTo(logs.out());
    assertThat(later.exitCode()).isZero();
  }

  @Test
  void a_terminal_sees_control_characters_but_is_not_driven_by_them() throws IOException {
    Path go = Files.createFile(directory.resolve("go2"));
    String run = submit("talk", "web01", "-p", "go=" + go, "--wait");
    Terminal terminal = new Terminal(true, true, true, 80, false);

    Cl.Ended ended = cl.terminal(terminal).run("task", "logs", run);
    cl.terminal(Terminal.NONE);

    assertThat(ended.out()).isEqualTo("first \nsecond\\x1b[2J\n");
  }

  @Test
  void following_goes_on_over_attempts() {
    String run = submit("again", "web01");

    Cl.Running logs = cl.start("task", "logs", "--follow", run);

    assertThat(logs.exitCode()).isZero();
    assertThat(logs.out()).isEqualTo("attempt 1\nattempt 2\ndone\n");
    assertThat(logs.err()).contains("==> attempt 2 on web01 <==", ": ok in");
    assertThat(cl.run("task", "logs", run).out()).isEqualTo(logs.out());
  }

  @Test
  void stored_live_output_completes_a_shortened_result() {
    String run = submit("little", "web01", "--wait");

    Cl.Ended ended = cl.run("task", "logs", run);

    assertThat(ended.out().length()).isGreaterThan(20_000);
    assertThat(ended.out()).startsWith("1\n2\n").endsWith("9999\n10000\n");
    assertThat(ended.err()).contains("characters cut");
  }

  @Test
  void the_output_of_several_hosts_stands_behind_their_names() {
    String run = submit("count", "web", "--wait");

    Cl.Ended ended = cl.run("task", "logs", run, "--tail", "2");

    assertThat(ended.out().lines())
        .containsExactly("web01 | 4", "web01 | 5", "web02 | 4", "web02 | 5");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void one_stream_and_the_newest_only_can_be_asked_for() throws IOException {
    Path go = Files.createFile(directory.resolve("go3"));
    String run = submit("talk", "web01", "-p", "go=" + go, "--wait");

    Cl.Ended errors = cl.run("task", "logs", run, "--stream", "stderr");
    Cl.Ended old = cl.run("task", "logs", run, "--since", "1ms");

    assertThat(errors.out()).isEmpty();
    assertThat(errors.err()).isEqualTo("oops\n");
    assertThat(old.out()).isEmpty();
    assertThat(cl.run("task", "logs", run, "--since", "2h").out()).startsWith("first");
  }

  @Test
  void a_program_gets_an_object_on_each_line() throws IOException {
    String run = submit("count", "web01", "--wait");

    Cl.Ended ended = cl.run("task", "logs", run, "-o", "json");

    assertThat(ended.out().lines()).hasSize(1);
    JsonNode piece = new ObjectMapper().readTree(ended.out());
    assertThat(piece.get("job").asText()).isEqualTo(run + ".web01");
    assertThat(piece.get("stream").asText()).isEqualTo("stdout");
    assertThat(piece.get("attempt").asInt()).isEqualTo(1);
    assertThat(piece.get("text").asText()).isEqualTo("1\n2\n3\n4\n5\n");
    assertThat(cl.run("task", "logs", run, "-o", "yaml").out()).startsWith("- job: ");
  }

  @Test
  void waiting_is_shown_and_ends_when_the_job_is_cancelled() {
    String run = submit("count", "far01");

    Cl.Ended waiting = cl.run("task", "logs", run);
    Cl.Running logs = cl.start("task", "logs", "-f", run);
    await().atMost(SOON).until(() -> logs.err().contains("waiting, no output yet"));
    cl.run("task", "cancel", run);

    assertThat(waiting.exitCode()).isZero();
    assertThat(waiting.err()).contains(".far01 on far01: waiting, no output yet");
    assertThat(logs.exitCode()).isEqualTo(1);
    assertThat(logs.err()).contains(": cancelled");
  }

  @Test
  void who_waits_is_told_which_attempt_it_was() {
    Cl.Ended ended = cl.run("task", "again", "-t", "web01", "--wait");

    assertThat(ended.out()).matches("web01: ok .* m?s, attempt 2\n");
  }

  @Test
  void an_unknown_id_is_exit_4() {
    Cl.Ended ended = cl.run("task", "logs", "-f", "nothing");

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(ended.err()).contains("no run and no job \"nothing\"");
  }

  @Test
  void a_run_can_be_submitted_and_followed_at_once() throws IOException {
    Path go = directory.resolve("go4");
    Cl.Running run = cl.start("task", "talk", "-t", "web", "-p", "go=" + go, "--follow");
    await()
        .atMost(SOON)
        .until(() -> run.out().contains("web01 | first") && run.out().contains("web02 | first"));
    Files.createFile(go);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines()).hasSize(4);
  }

  private static String submit(String task, String target, String... more) {
    List<String> args = new ArrayList<>(List.of("task", task, "-t", target, "-o", "json"));
    args.addAll(List.of(more));
    try {
      String answer = cl.run(args.toArray(String[]::new)).out();
      return new ObjectMapper().readTree(answer).get("run").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
